#include "understanding/words.h"

#include <algorithm>

#include "base/utf8.h"

namespace tiller::understanding {
namespace {

constexpr uint32_t kTypographicApostrophe = 0x2019;

bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
bool is_currency_sign(uint32_t c) { return c == '$' || c == 0xA3 || c == 0xA5 || (c >= 0x20A0 && c <= 0x20BF); }

/// Latin, Greek and Cyrillic, each in the block where capitals stand at a fixed distance.
uint32_t to_lower(uint32_t c) {
    bool capital = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
                   (c >= 0x410 && c <= 0x42F);
    return capital ? c + 0x20 : c;
}

void append_utf8(std::string& text, uint32_t c) {
    auto tail = [&](int shift) { text += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0 | c >> 6), tail(0);
    } else if (c < 0x10000) {
        text += static_cast<char>(0xE0 | c >> 12), tail(6), tail(0);
    } else {
        text += static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0);
    }
}

std::vector<uint32_t> to_code_points(std::string_view text) {
    std::vector<uint32_t> out;
    while (!text.empty()) {
        uint32_t c = ' ';
        size_t length = decode_utf8(text, c);
        if (length == 0) length = 1, c = ' ';
        out.push_back(c == kTypographicApostrophe ? '\'' : to_lower(c));
        text.remove_prefix(length);
    }
    return out;
}

}  // namespace

bool is_letter(uint32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool punctuation = c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) ||
                       (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || (c >= 0xFE10 && c <= 0xFE6F) ||
                       (c >= 0xFF00 && c <= 0xFF20) || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xE0000;
    return !punctuation || c == 0xAA || c == 0xBA;
}

bool is_figures(std::string_view word) { return !word.empty() && is_digit(static_cast<uint8_t>(word[0])); }

std::vector<std::string> to_words(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    auto flush = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    std::vector<uint32_t> points = to_code_points(text);
    for (size_t i = 0; i < points.size() && words.size() < kMostWords; ++i) {
        uint32_t c = points[i], before = i ? points[i - 1] : ' ', after = i + 1 < points.size() ? points[i + 1] : ' ';
        bool within_word = c == '\'' && is_letter(before) && is_letter(after);
        bool within_figures = (c == '.' || c == ',' || c == ':' || c == '/' || c == '-') && is_digit(before) &&
                              is_digit(after) && !word.empty();
        if (is_letter(c) || is_digit(c) || within_word || within_figures) {
            append_utf8(word, c);
        } else {
            flush();
            if (is_currency_sign(c)) append_utf8(word, c), flush();
        }
    }
    flush();
    if (words.size() > kMostWords) words.resize(kMostWords);
    return words;
}

std::string fold(std::string_view word) {
    // U+00E0 to U+00FF, a character each.
    static constexpr std::string_view kPlain = "aaaaaa_ceeeeiiii_nooooo__uuuuy_y";
    std::string out;
    while (!word.empty()) {
        uint32_t c = 0;
        size_t length = decode_utf8(word, c);
        if (length == 0) length = 1;
        char plain = length == 2 && c >= 0xE0 && c <= 0xFF ? kPlain[c - 0xE0] : '_';
        plain == '_' ? out += word.substr(0, length) : out += plain;
        word.remove_prefix(length);
    }
    return out;
}

bool is_same_word(std::string_view folded, std::string_view spelled) {
    if (folded == spelled) return true;
    bool plain = std::ranges::all_of(spelled, [](char c) { return static_cast<uint8_t>(c) < 0x80; });
    return !plain && fold(spelled) == folded;
}

bool is_one_of(std::span<const std::string_view> spelled, std::string_view folded) {
    return std::ranges::any_of(spelled, [&](std::string_view word) { return is_same_word(folded, word); });
}

std::vector<std::string> fold_all(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    out.reserve(words.size());
    for (const std::string& word : words) out.push_back(fold(word));
    return out;
}

std::string join(const std::vector<std::string>& words, size_t from, size_t end) {
    std::string text;
    for (size_t i = from; i < end; ++i) text += (i == from ? "" : " ") + words[i];
    return text;
}

}  // namespace tiller::understanding
