#include "engines/plain_words.h"

#include "speech/characters.h"

namespace tiller::engines {
namespace {

constexpr char32_t kBroken = 0xFFFD;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// Neither in a word nor in a number: controls, spaces, punctuation and symbols of ASCII, Latin-1, general and CJK
/// punctuation, full-width forms of ASCII's.
bool is_between_words(char32_t c) {
    if (c < 0x80) return !is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
    return c <= 0xA9 || (c >= 0xAB && c <= 0xB4) || (c >= 0xB6 && c <= 0xB9) || (c >= 0xBB && c <= 0xBF) ||
           (c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) || (c >= 0x3000 && c <= 0x3003) ||
           (c >= 0x3008 && c <= 0x3020) || (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
           (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65) || c == 0x0964 || c == 0x060C || c == 0x061F ||
           c == 0xFEFF || c == kBroken;
}

bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x02BC; }

}  // namespace

std::string plain_words(std::string_view text) {
    const std::u32string in = speech::to_characters(text);
    std::string out;
    auto at = [&](size_t i) { return i < in.size() ? in[i] : U' '; };
    bool space = false;
    for (size_t i = 0; i < in.size(); ++i) {
        char32_t c = in[i];
        const char32_t before = i == 0 ? U' ' : in[i - 1], after = at(i + 1);
        const bool in_number = is_digit(before) && is_digit(after);
        if (c == ',' && in_number) continue;
        if (is_apostrophe(c) && !is_between_words(before) && !is_between_words(after)) {
            c = '\'';
        } else if (!((c == '.' || c == ':') && in_number) && is_between_words(c)) {
            space = true;
            continue;
        }
        if (space && !out.empty()) out += ' ';
        space = false;
        speech::append_utf8(out, speech::lower_letter(c));
    }
    return out;
}

}  // namespace tiller::engines
