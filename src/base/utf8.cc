#include "base/utf8.h"

namespace tiller {

size_t decode_utf8(std::string_view text, uint32_t& out) {
    auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
    auto tail = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    uint8_t b = byte(0);
    if (b < 0x80) return out = b, 1;
    if (b >= 0xC2 && b < 0xE0 && tail(1)) return out = (b & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2;
    if (b >= 0xE0 && b < 0xF0 && tail(1) && tail(2)) {
        out = (b & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
        return out >= 0x800 && (out < 0xD800 || out > 0xDFFF) ? 3 : 0;
    }
    if (b >= 0xF0 && b < 0xF5 && tail(1) && tail(2) && tail(3)) {
        out = (b & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu);
        return out >= 0x10000 && out <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

}  // namespace tiller
