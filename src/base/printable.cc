#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"

namespace tiller {
namespace {

bool is_hidden(uint32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

bool is_control(uint32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

/// Takes the first character off `text`; nothing if it is no UTF-8.
std::optional<uint32_t> take(std::string_view& text, std::string_view& character) {
    uint32_t c = 0;
    const size_t n = decode_utf8(text, c);
    character = text.substr(0, std::max<size_t>(n, 1));
    text.remove_prefix(character.size());
    return n == 0 ? std::nullopt : std::optional(c);
}

}  // namespace

std::string printable(std::string_view text, size_t most) {
    std::string out;
    for (size_t length = 0; !text.empty() && length < most;) {
        std::string_view character;
        const auto c = take(text, character);
        if (c && is_hidden(*c)) continue;
        out += !c ? "\xEF\xBF\xBD" : is_control(*c) ? " " : character;
        ++length;
    }
    return out;
}

std::string printable_lines(std::string_view text) {
    std::string out;
    for (std::string_view line : split(text, '\n')) {
        if (line.data() != text.data()) out += '\n';
        out += printable(line, line.size());
    }
    return out;
}

std::string printable_json(std::string_view json) {
    std::string out;
    while (!json.empty()) {
        std::string_view character;
        const auto c = take(json, character);
        const bool is_space = c == '\n' || c == '\r' || c == '\t';  // between values: within strings JSON escapes it
        if (!c) {
            out += "\xEF\xBF\xBD";
        } else if (!is_space && (is_control(*c) || is_hidden(*c))) {
            // RFC 8259 section 7: beyond U+FFFF, a surrogate pair.
            if (*c > 0xFFFF) out += fmt::format("\\u{:04x}", 0xD800 + ((*c - 0x10000) >> 10));
            out += fmt::format("\\u{:04x}", *c > 0xFFFF ? 0xDC00 + ((*c - 0x10000) & 0x3FF) : *c);
        } else {
            out += character;
        }
    }
    return out;
}

}  // namespace tiller
