// Names out of customers' lists: mostly right, often in capitals, with initials and abbreviations.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "speech/characters.h"
#include "speech/spell/spell_language.h"

namespace tiller::speech {
namespace {

/// Abbreviations with vowels in them that are nevertheless said as letters.
constexpr std::array<std::string_view, 14> kSaidAsLetters = {"bca", "bri", "bni", "usa", "uk",   "uae",   "sbi",
                                                             "lic", "bpi", "bdo", "uob", "ocbc", "icici", "iob"};

std::string to_utf8(std::u32string_view characters) {
    std::string out;
    for (char32_t c : characters) append_utf8(out, c);
    return out;
}

std::u32string lowered(std::u32string_view word) {
    std::u32string out(word);
    for (char32_t& c : out) c = lower_letter(c);
    return out;
}

/// Letters one by one: "bca" → "B C A".
std::string letters(std::u32string_view word) {
    Words words;
    for (char32_t c : word) {
        if (!is_letter(c)) continue;
        words.add(to_utf8({&c, 1}));
    }
    return words.take();
}

bool is_upper(char32_t c) { return lower_letter(c) != c; }

bool all_capitals(std::u32string_view word) {
    bool any = false;
    for (char32_t c : word) {
        if (is_letter(c) && !is_upper(c)) return false;
        any = any || is_upper(c);
    }
    return any;
}

/// Initials: single letters each with a dot ("J.", "J.R.").
bool are_initials(std::u32string_view word) {
    if (word.size() < 2 || word.size() % 2) return false;
    for (size_t i = 0; i < word.size(); i += 2) {
        if (!is_letter(word[i]) || word[i + 1] != '.') return false;
    }
    return true;
}

/// Capitals that nobody could say as a word. Ng is a surname.
bool is_said_as_letters(std::u32string_view word) {
    std::string key = to_utf8(lowered(word));
    if (std::find(kSaidAsLetters.begin(), kSaidAsLetters.end(), key) != kSaidAsLetters.end()) return true;
    bool ascii = std::all_of(word.begin(), word.end(), [](char32_t c) { return c < 0x80 && is_letter(c); });
    return ascii && key.size() <= 5 && key != "ng" && key.find_first_of("aeiouy") == key.npos;
}

/// "O'NEIL" → "O'Neil", "ANNE-MARIE" → "Anne-Marie".
std::string capitalized(std::u32string_view word) {
    std::u32string out(word);
    for (size_t i = 1; i < out.size(); i++) {
        bool possessive = word[i - 1] == '\'' && i + 1 == out.size();  // "AL'S" → "Al's"
        if (is_letter(word[i - 1]) || possessive) out[i] = lower_letter(out[i]);
    }
    return to_utf8(out);
}

std::string spell_word(std::u32string_view word, const Speller& speller) {
    if (are_initials(word)) return letters(word);
    std::u32string_view bare = word;
    std::string tail;  // a comma or the like stays: it is a pause
    while (!bare.empty() && (bare.back() == '.' || bare.back() == ',' || bare.back() == ';')) {
        if (bare.back() != '.') tail = ",";
        bare.remove_suffix(1);
    }
    if (std::string_view full = speller.abbreviation(to_utf8(lowered(bare))); !full.empty()) {
        return std::string(full) + tail;
    }
    if (bare.size() >= 2 && all_capitals(bare)) {
        return (is_said_as_letters(bare) ? letters(bare) : capitalized(bare)) + tail;
    }
    return to_utf8(bare) + tail;
}

}  // namespace

std::string spell_name(std::string_view name, const Speller& speller) {
    Words words;
    std::string line = one_line(name);
    for (std::string_view word : split(line, ' ')) {
        if (!word.empty()) words.add(spell_word(to_characters(word), speller));
    }
    return words.take();
}

}  // namespace tiller::speech
