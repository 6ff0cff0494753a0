#include "base/text_encoding.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>

namespace tiller {
namespace {

constexpr std::string_view kSaveAs = "save it as CSV in UTF-8";

void append_utf8(std::string& out, char32_t c) {
    auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) return put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    c < 0x10000 ? put(0xE0 | c >> 12) : (put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
}

Result<std::string> from_utf16(std::string_view bytes, bool big_endian) {
    if (bytes.size() % 2) return invalid(fmt::format("UTF-16 that ends within a character: {}", kSaveAs));
    auto unit = [&](size_t at) -> char32_t {
        auto high = static_cast<uint8_t>(bytes[at + !big_endian]), low = static_cast<uint8_t>(bytes[at + big_endian]);
        return static_cast<char32_t>(high << 8 | low);
    };
    std::string out;
    out.reserve(bytes.size() / 2);
    for (size_t at = 0; at < bytes.size(); at += 2) {
        char32_t c = unit(at);
        if (c >= 0xD800 && c < 0xE000) {
            char32_t low = at + 2 < bytes.size() ? unit(at + 2) : 0;
            bool is_pair = c < 0xDC00 && low >= 0xDC00 && low < 0xE000;
            if (!is_pair) return invalid(fmt::format("UTF-16 with half a character at byte {}: {}", at, kSaveAs));
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            at += 2;
        }
        if (c == 0) return invalid(fmt::format("no text, it holds zero bytes: {}", kSaveAs));
        append_utf8(out, c);
    }
    return out;
}

/// WHATWG's table of Windows-1252 for 0x80 to 0x9F; zero for the five bytes that are no character there.
constexpr std::array<char16_t, 32> kWindows = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                               0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                               0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                               0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

Result<std::string> from_windows_1252(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 4);
    for (size_t at = 0; at < bytes.size(); ++at) {
        auto byte = static_cast<uint8_t>(bytes[at]);
        char32_t c = byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80] : byte;
        if (c == 0) {
            return invalid(fmt::format("neither UTF-8 nor Windows-1252: byte {} is 0x{:02X}; {}", at, byte, kSaveAs));
        }
        append_utf8(out, c);
    }
    return out;
}

bool has_zero_at(std::string_view bytes, size_t first) {
    for (size_t at = first; at < bytes.size(); at += 2) {
        if (bytes[at] == 0) return true;
    }
    return false;
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("PK\x03\x04"sv)) return invalid(fmt::format("a workbook (.xlsx, .ods): {}", kSaveAs));
    if (bytes.starts_with("\xD0\xCF\x11\xE0"sv)) return invalid(fmt::format("a workbook (.xls): {}", kSaveAs));
    if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv))
        return invalid(fmt::format("UTF-32: {}", kSaveAs));
    if (bytes.starts_with("\xFF\xFE"sv)) return from_utf16(bytes.substr(2), false);
    if (bytes.starts_with("\xFE\xFF"sv)) return from_utf16(bytes.substr(2), true);
    // UTF-16 without its mark shows itself by the zero halves of what is ASCII: numbers, separators, line ends.
    bool even = has_zero_at(bytes, 0), odd = has_zero_at(bytes, 1);
    if (even != odd) return from_utf16(bytes, even);
    if (even) return invalid(fmt::format("no text, it holds zero bytes: {}", kSaveAs));
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (simdjson::validate_utf8(bytes)) return std::string(bytes.substr(bytes.starts_with(kMark) ? kMark.size() : 0));
    return from_windows_1252(bytes);
}

}  // namespace tiller
