#include "speech/characters.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tiller::speech {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Base letters of U+00C0 … U+017F, one entry each, "" where there is none (× and ÷).
constexpr std::array<std::string_view, 0x180 - 0xC0> kLatin = {
    "A", "A", "A",  "A",  "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I",  "I",   // 00C0
    "D", "N", "O",  "O",  "O", "O", "O",  "",  "O", "U", "U", "U", "U", "Y", "Th", "ss",  // 00D0
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // 00E0
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",   // 00F0
    "A", "a", "A",  "a",  "A", "a", "C",  "c", "C", "c", "C", "c", "C", "c", "D",  "d",   // 0100
    "D", "d", "E",  "e",  "E", "e", "E",  "e", "E", "e", "E", "e", "G", "g", "G",  "g",   // 0110
    "G", "g", "G",  "g",  "H", "h", "H",  "h", "I", "i", "I", "i", "I", "i", "I",  "i",   // 0120
    "I", "i", "IJ", "ij", "J", "j", "K",  "k", "k", "L", "l", "L", "l", "L", "l",  "L",   // 0130
    "l", "L", "l",  "N",  "n", "N", "n",  "N", "n", "n", "N", "n", "O", "o", "O",  "o",   // 0140
    "O", "o", "OE", "oe", "R", "r", "R",  "r", "R", "r", "S", "s", "S", "s", "S",  "s",   // 0150
    "S", "s", "T",  "t",  "T", "t", "T",  "t", "U", "u", "U", "u", "U", "u", "U",  "u",   // 0160
    "U", "u", "U",  "u",  "W", "w", "Y",  "y", "Y", "Z", "z", "Z", "z", "Z", "z",  "s",   // 0170
};

/// Vietnamese letters U+1EA0 … U+1EF9 come in pairs of upper and lower case, in this order.
constexpr std::string_view kVietnamese = "AAAAAAAAAAAAEEEEEEEEIIOOOOOOOOOOOOUUUUUUUYYYY";

std::string_view ascii_of(char32_t c) {
    if (c >= 0xC0 && c < 0x180) return kLatin[c - 0xC0];
    switch (c) {
        case 0x1A0:
            return "O";  // Vietnamese horned letters
        case 0x1A1:
            return "o";
        case 0x1AF:
            return "U";
        case 0x1B0:
            return "u";
        case 0x2018:
        case 0x2019:
        case 0x02BC:
            return "'";
        case 0x201C:
        case 0x201D:
            return "\"";
        case 0x2013:
        case 0x2014:
        case 0x3001:
        case 0xFF0C:
            return ", ";
        case 0x2026:
        case 0x3002:
        case 0xFF0E:
            return ". ";
        case 0xFF01:
            return "! ";
        case 0xFF1F:
        case 0x061F:
            return "? ";
        case 0x20AC:
            return " euros ";
        case 0xA3:
            return " pounds ";
        case 0xA0:
        case 0x202F:
        case 0x2009:
            return " ";
        default:
            return "";
    }
}

/// The character at the start of `s` and its length in bytes.
std::pair<char32_t, size_t> decode(std::string_view s) {
    auto byte = [&](size_t i) { return static_cast<uint8_t>(s[i]); };
    uint8_t b = byte(0);
    if (b < 0x80) return {b, 1};
    size_t length = b >= 0xC2 && b < 0xE0 ? 2 : b >= 0xE0 && b < 0xF0 ? 3 : b >= 0xF0 && b < 0xF5 ? 4 : 0;
    if (length == 0 || s.size() < length) return {kReplacement, 1};
    char32_t c = b & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((byte(i) & 0xC0) != 0x80) return {kReplacement, 1};
        c = c << 6 | (byte(i) & 0x3Fu);
    }
    static constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
    if (c < kLeast[length] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return {kReplacement, 1};
    return {c, length};
}

bool is_space(char32_t c) {
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200A);
}

/// Marks that steer writing and have no sound: joiners are kept (Indic scripts need them), directions are not.
bool is_silent(char32_t c) {
    return c == kReplacement || c == 0xFEFF || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F);
}

}  // namespace

std::u32string to_characters(std::string_view utf8) {
    std::u32string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        auto [c, length] = decode(utf8);
        out += c;
        utf8.remove_prefix(length);
    }
    return out;
}

void append_utf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

std::string one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char32_t c : to_characters(text)) {
        if (is_silent(c)) continue;
        if (!is_space(c)) {
            append_utf8(out, c);
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool is_letter(char32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7 || c == kReplacement) return false;
    // General punctuation to dingbats, CJK punctuation, full-width forms of punctuation, private use, emoji.
    bool symbol = (c >= 0x2000 && c < 0x2C00) || (c >= 0x2E00 && c < 0x2E80) || (c >= 0x3000 && c < 0x3005) ||
                  (c >= 0x3008 && c < 0x3020) || (c >= 0xE000 && c < 0xF900) || (c >= 0xFE00 && c < 0xFE70) ||
                  (c >= 0xFF00 && c < 0xFF21) || (c >= 0x1F000 && c < 0x20000) || c >= 0xE0000;
    bool arabic_punctuation = c == 0x60C || c == 0x61B || c == 0x61F || (c >= 0x660 && c <= 0x66C);
    return !symbol && !arabic_punctuation;
}

char32_t lower_letter(char32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
    bool odd_pair = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    if (c == 0x178) return 0xFF;
    if (odd_pair) return c % 2 == 1 ? c + 1 : c;
    if ((c >= 0x100 && c <= 0x177 && c != 0x138) || (c >= 0x1EA0 && c <= 0x1EF9)) return c % 2 == 0 ? c + 1 : c;
    return c;
}

std::string fold_to_ascii(std::string_view text) {
    std::string out;
    for (char32_t c : to_characters(text)) {
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c >= 0x1EA0 && c <= 0x1EF9) {
            char base = kVietnamese[(c - 0x1EA0) / 2];
            out += c % 2 == 0 ? base : static_cast<char>(base + 32);
        } else {
            out += ascii_of(c);
        }
    }
    return one_line(out);
}

}  // namespace tiller::speech
