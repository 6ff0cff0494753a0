#include "answering/words.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiller::answering {
namespace {

// What is asked comes before what is said in passing: a screening assistant may mention a message, too.
constexpr Phrase kEnglish[] = {
    {"state your name", Who::screening, true},
    {"say your name", Who::screening, true},
    {"record your name", Who::screening, true},
    {"who is calling and why", Who::screening, true},
    {"why you are calling", Who::screening, true},
    {"why you re calling", Who::screening, true},
    {"reason for your call", Who::screening, true},
    {"call screening", Who::screening, true},
    {"screening service", Who::screening, true},
    {"see if this person is available", Who::screening, true},
    {"number you have dialed", Who::announcement, true},
    {"number you dialed", Who::announcement, true},
    {"number you have reached", Who::announcement, true},
    {"not in service", Who::announcement, true},
    {"been disconnected", Who::announcement, true},
    {"switched off", Who::announcement, true},
    {"cannot be completed as dialed", Who::announcement, true},
    {"not available", Who::mailbox, false},
    {"leave a message", Who::mailbox, false},
    {"leave your message", Who::mailbox, true},
    {"leave me a message", Who::mailbox, true},
    {"leave your name and number", Who::mailbox, true},
    {"after the tone", Who::mailbox, true},
    {"after the beep", Who::mailbox, true},
    {"at the tone", Who::mailbox, true},
    {"record your message", Who::mailbox, true},
    {"voice mail", Who::mailbox, true},
    {"voicemail", Who::mailbox, true},
    {"mailbox", Who::mailbox, true},
    {"can t come to the phone", Who::mailbox, true},
    {"cannot come to the phone", Who::mailbox, true},
    {"press one for", Who::menu, true},
    {"press 1 for", Who::menu, true},
    {"to continue in english", Who::menu, true},
    {"listen carefully", Who::menu, true},
    {"menu options", Who::menu, true},
    {"your call may be recorded", Who::menu, true},
};
constexpr Phrase kSpanish[] = {
    {"diga su nombre", Who::screening, true},
    {"grabe su nombre", Who::screening, true},
    {"motivo de su llamada", Who::screening, true},
    {"número que usted marcó", Who::announcement, true},
    {"número marcado", Who::announcement, true},
    {"apagado o fuera", Who::announcement, true},
    {"fuera de servicio", Who::announcement, true},
    {"fuera del área", Who::announcement, true},
    {"no está disponible", Who::mailbox, false},
    {"deje un mensaje", Who::mailbox, true},
    {"deje su mensaje", Who::mailbox, true},
    {"deja tu mensaje", Who::mailbox, true},
    {"después del tono", Who::mailbox, true},
    {"después de la señal", Who::mailbox, true},
    {"buzón de voz", Who::mailbox, true},
    {"marque uno", Who::menu, true},
    {"marque el uno", Who::menu, true},
    {"presione uno", Who::menu, true},
    {"oprima uno", Who::menu, true},
};
constexpr Phrase kIndonesian[] = {
    {"sebutkan nama", Who::screening, true},
    {"ucapkan nama", Who::screening, true},
    {"keperluan anda", Who::screening, true},
    {"nomor yang anda tuju", Who::announcement, true},
    {"nomor yang anda hubungi", Who::announcement, true},
    {"tidak aktif", Who::announcement, true},
    {"di luar jangkauan", Who::announcement, true},
    {"tidak dapat dihubungi", Who::announcement, true},
    {"sedang sibuk", Who::announcement, false},
    {"tinggalkan pesan", Who::mailbox, true},
    {"setelah nada", Who::mailbox, true},
    {"kotak suara", Who::mailbox, true},
    {"pesan suara", Who::mailbox, true},
    {"tekan satu", Who::menu, true},
    {"tekan 1", Who::menu, true},
};

/// Of a phrase that is looked for among other words: shorter ones are heard where nobody said them.
constexpr size_t kLeastLetters = 14;

/// Lower case, each run of marks and blanks one blank, one before and one after it all.
std::string plain(std::string_view text) {
    std::string out = " ";
    for (const char c : lower(text)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_word = byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_word) {
            out += c;
        } else if (out.back() != ' ') {
            out += ' ';
        }
    }
    if (out.back() != ' ') out += ' ';
    return out;
}

/// With the marks that a dictionary has in words; empty for what has digits: they are said as words, which stand in
/// another phrase.
std::string as_spelled(std::string_view words) {
    std::string out;
    for (std::string_view word : split(words, ' ')) {
        if (std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; })) return {};
        const bool belongs_to_last = word == "t" || word == "re";
        if (!out.empty()) out += belongs_to_last ? '\'' : ' ';
        out += word;
    }
    return out;
}

}  // namespace

std::span<const Phrase> phrases_of(std::string_view language) {
    const std::string primary = lower(language.substr(0, language.find_first_of("-_")));
    if (primary == "en") return kEnglish;
    if (primary == "es") return kSpanish;
    if (primary == "id") return kIndonesian;
    return {};
}

Listening words_of_machines(std::string_view language) {
    auto grammar = std::make_shared<Grammar>();
    std::set<std::string> words;
    for (const Phrase& phrase : phrases_of(language)) {
        const std::string said = as_spelled(phrase.words);
        const bool is_asked_by_people = said.find("calling") != said.npos;  // "who is calling?", "why are you calling?"
        if (said.size() < kLeastLetters || is_asked_by_people) continue;
        grammar->phrases.push_back(said);
        for (std::string_view word : split(said, ' ')) words.emplace(word);
    }
    grammar->words.assign(words.begin(), words.end());
    return {.language = std::string(language), .grammar = std::move(grammar), .free_speech = true};
}

const Phrase* find_phrase(std::string_view text, std::string_view language) {
    const std::string said = plain(text);
    for (const Phrase& phrase : phrases_of(language)) {
        if (said.find(" " + std::string(phrase.words) + " ") != said.npos) return &phrase;
    }
    return nullptr;
}

}  // namespace tiller::answering
