// Texts out of customers' lists that are no names: addresses above all, with their short forms.
#include "base/text.h"
#include "speech/characters.h"
#include "speech/spell/spell_language.h"

namespace tiller::speech {
namespace {

/// A word without the marks at its end, which stay in `tail`. A dot alone is part of a short form.
struct Bare {
    std::string_view word, tail;
    bool has_dot = false;
};

Bare bare(std::string_view word) {
    size_t end = word.find_last_not_of(".,;:)");
    end = end == word.npos ? 0 : end + 1;
    Bare out{word.substr(0, end), word.substr(end)};
    if (out.tail.starts_with('.')) {
        out.has_dot = true;
        out.tail.remove_prefix(1);
    }
    return out;
}

bool begins_with_digit(std::string_view word) { return !word.empty() && word[0] >= '0' && word[0] <= '9'; }

bool begins_with_capital(std::string_view word) {
    auto characters = to_characters(word);
    return !characters.empty() && lower_letter(characters[0]) != characters[0];
}

}  // namespace

std::string spell_text(std::string_view text, const Speller& speller) {
    std::vector<std::string_view> words = split(text, ' ');
    std::string out;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += ' ';
        const Bare at = bare(words[i]);
        // "No.5" is one word for whoever splits at blanks.
        size_t dot = words[i].find('.');
        const bool is_joined = dot != std::string_view::npos && dot > 0 && begins_with_digit(words[i].substr(dot + 1));
        std::string_view word = is_joined ? words[i].substr(0, dot) : at.word;
        std::string_view next = is_joined ? words[i].substr(dot + 1) : i + 1 < words.size() ? words[i + 1] : "";
        const bool is_end = !is_joined && !at.tail.empty();  // "12 Main St, London"
        std::string key = lower(word);
        std::string_view full = speller.address_form({.word = key,
                                                      .has_dot = is_joined || at.has_dot,
                                                      .before_number = !is_end && begins_with_digit(next),
                                                      .before_name = !is_end && begins_with_capital(next)});
        if (full.empty()) {
            out += words[i];
        } else if (is_joined) {
            out += std::string(full) + " " + std::string(next);
        } else {
            out += std::string(full) + std::string(at.tail);
        }
    }
    return out;
}

}  // namespace tiller::speech
