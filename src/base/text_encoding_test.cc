#include "base/text_encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller {
namespace {

using namespace std::string_view_literals;

std::string read(std::string_view bytes) {
    auto text = to_utf8(bytes);
    return text ? *text : "error: " + text.error().message;
}

/// `text` of the basic plane as UTF-16.
std::string utf16(std::u16string_view text, bool big_endian) {
    std::string out;
    for (char16_t c : text) {
        char high = static_cast<char>(c >> 8), low = static_cast<char>(c & 0xFF);
        out += big_endian ? high : low;
        out += big_endian ? low : high;
    }
    return out;
}

TEST(TextEncoding, WhatSpreadsheetsSaveIsReadInWhateverEncoding) {
    constexpr std::string_view kWanted = "number;reason\r\n+62812;réglé – 5 €\r\n";
    constexpr std::u16string_view kWide = u"number;reason\r\n+62812;réglé – 5 €\r\n";
    EXPECT_EQ(read(kWanted), kWanted);
    EXPECT_EQ(read("\xEF\xBB\xBF" + std::string(kWanted)), kWanted);
    EXPECT_EQ(read("\xFF\xFE" + utf16(kWide, false)), kWanted);
    EXPECT_EQ(read("\xFE\xFF" + utf16(kWide, true)), kWanted);
    EXPECT_EQ(read(utf16(kWide, false)), kWanted);
    EXPECT_EQ(read(utf16(kWide, true)), kWanted);
    EXPECT_EQ(read("number;reason\r\n+62812;r\xE9gl\xE9 \x96 5 \x80\r\n"), kWanted);
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("\xFF\xFE\x3D\xD8\x00\xDE"sv), "😀");
}

TEST(TextEncoding, WhatIsNoTextIsToldAsWhatItIs) {
    EXPECT_EQ(read("PK\x03\x04rest"sv), "error: a workbook (.xlsx, .ods): save it as CSV in UTF-8");
    EXPECT_EQ(read("\xD0\xCF\x11\xE0rest"sv), "error: a workbook (.xls): save it as CSV in UTF-8");
    EXPECT_EQ(read("\xFF\xFE\0\0a\0\0\0"sv), "error: UTF-32: save it as CSV in UTF-8");
    EXPECT_EQ(read("\xFF\xFE\x00\xDE"sv), "error: UTF-16 with half a character at byte 0: save it as CSV in UTF-8");
    EXPECT_EQ(read("\xFF\xFE\x3D\xD8"sv), "error: UTF-16 with half a character at byte 0: save it as CSV in UTF-8");
    EXPECT_EQ(read("\xFF\xFE\x3D"sv), "error: UTF-16 that ends within a character: save it as CSV in UTF-8");
    EXPECT_EQ(read("a\0b\0\0"sv), "error: no text, it holds zero bytes: save it as CSV in UTF-8");
    EXPECT_EQ(read("\xE9\x81"sv), "error: neither UTF-8 nor Windows-1252: byte 1 is 0x81; save it as CSV in UTF-8");
}

}  // namespace
}  // namespace tiller
