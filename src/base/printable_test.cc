#include "base/printable.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tiller {
namespace {

TEST(Printable, ForeignTextIsMadePrintable) {
    EXPECT_EQ(printable("Normal – clearing 正常 😀"), "Normal – clearing 正常 😀");
    EXPECT_EQ(printable("\x1b]0;owned\x07"), " ]0;owned ");
    EXPECT_EQ(printable("a\r\nb\tc\x7f"), "a  b c ");
    EXPECT_EQ(printable("a\xC2\x9B"
                        "31mb"),
              "a 31mb")
        << "a control sequence of one C1 character";
    EXPECT_EQ(printable("a\xE2\x80\xA8"
                        "b"),
              "a b")
        << "a line separator";
    EXPECT_EQ(printable("a\xE2\x80\xAE"
                        "b\xE2\x81\xA6"
                        "c\xEF\xBB\xBF"),
              "abc")
        << "an override, an isolate, a mark";
    EXPECT_EQ(printable("occup\xE9 !"), "occup\xEF\xBF\xBD !");
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a b");
    EXPECT_EQ(printable("数学数学", 3), "数学数");
    EXPECT_EQ(printable(""), "");
    EXPECT_TRUE(is_printable_utf8(printable("\xff\xC2\x85\x01\xF5")));
}

TEST(Printable, LinesStay) {
    EXPECT_EQ(printable_lines("a\x1b[1m\nb\r\n"), "a [1m\nb \n");
    EXPECT_EQ(printable_lines(""), "");
}

TEST(Printable, JsonKeepsItsMeaning) {
    EXPECT_EQ(printable_json("{\n\t\"a\": \"\xC2\x9B"
                             "31m \xE2\x80\xAE \xF3\xA0\x80\x81 \x7f 数\"}\r\n"),
              "{\n\t\"a\": \"\\u009b"
              "31m \\u202e \\udb40\\udc01 \\u007f 数\"}\r\n");
}

}  // namespace
}  // namespace tiller
