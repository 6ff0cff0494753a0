#include "base/number_text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace tiller {
namespace {

struct Range {
    char32_t first, last;
};

// Unicode 15: the invisible among the format characters (Cf), all of Default_Ignorable_Code_Point, and separators other
// than the ASCII blank.
constexpr std::array<Range, 21> kUnseen = {{
    {0x00A0, 0x00A0},   {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C}, {0x115F, 0x1160}, {0x1680, 0x1680},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000},
    {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x13430, 0x13438},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
}};

// The zero of each script's decimal digits (Nd); the nine others follow it. Mathematical digits come in five styles.
constexpr std::array<char32_t, 67> kZeros = {
    0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,  0x0C66,  0x0CE6,  0x0D66,
    0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,  0x17E0,  0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,
    0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730,
    0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0};

bool is_unseen(char32_t c) {
    return std::ranges::any_of(kUnseen, [&](Range range) { return c >= range.first && c <= range.last; });
}

/// The ASCII character that `c` is another shape of; 0 if none.
char ascii_of(char32_t c) {
    if (c == 0xFF0B || c == 0xFE62) return '+';  // fullwidth, small
    auto zero = std::ranges::find_if(kZeros, [&](char32_t zero) { return c >= zero && c < zero + 10; });
    return zero == kZeros.end() ? '\0' : static_cast<char>('0' + (c - *zero));
}

}  // namespace

std::string plain_number_text(std::string_view text) {
    std::string plain;
    if (!simdjson::validate_utf8(text)) return std::string(text);
    for (size_t at = 0; at < text.size();) {
        auto first = static_cast<uint8_t>(text[at]);
        size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t c = length == 1 ? first : first & (0x7F >> length);
        for (size_t i = 1; i < length; ++i) c = c << 6 | (static_cast<uint8_t>(text[at + i]) & 0x3F);
        if (char ascii = c < 0x80 ? '\0' : ascii_of(c)) {
            plain += ascii;
        } else if (c < 0x80 || !is_unseen(c)) {
            plain += text.substr(at, length);
        }
        at += length;
    }
    return plain;
}

}  // namespace tiller
