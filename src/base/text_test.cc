#include "base/text.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(Text, LengthsCountCharactersNotBytes) {
    EXPECT_EQ(utf8_length("héllo"), 5u);
    EXPECT_EQ(utf8_length("数学"), 2u);
    EXPECT_EQ(utf8_prefix("数学题", 2), "数学");
    EXPECT_EQ(utf8_prefix("abc", 9), "abc");
}

TEST(Text, PrintableRefusesControlsAndBrokenSequences) {
    EXPECT_TRUE(is_printable_utf8("Plan 1 – 数学 😀"));
    for (std::string_view bad : {"a\nb", "a\x7f", "\xff", "\xC0\x80", "\xED\xA0\x80", "\xE6\x95", "\xF5\x80\x80\x80"}) {
        EXPECT_FALSE(is_printable_utf8(bad));
    }
}

TEST(Text, HexAndBase64ThereAndBack) {
    std::string bytes("\x00\x01\xfe\xff", 4);
    EXPECT_EQ(to_hex(bytes), "0001feff");
    EXPECT_EQ(from_hex("0001FEff"), bytes);
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_EQ(to_base64(bytes), "AAH+/w==");
    EXPECT_EQ(from_base64("AAH+/w=="), bytes);
    EXPECT_FALSE(from_base64("AAH"));
    EXPECT_FALSE(from_base64("A=H+"));
    EXPECT_EQ(from_base64(""), "");
}

TEST(Text, AnEscapeIsDecodedOnceAndAPlusInAPathIsAPlus) {
    EXPECT_EQ(percent_decode("a%2Bb+c", false), "a+b+c");
    EXPECT_EQ(percent_decode("a%2Bb+c", true), "a+b c");
    EXPECT_EQ(percent_decode("%2541", false), "%41");
    EXPECT_FALSE(percent_decode("%4", false));
    EXPECT_FALSE(percent_decode("%zz", false));
    EXPECT_EQ(percent_encode("a b+/ü"), "a%20b%2B%2F%C3%BC");
}

TEST(Text, NumbersAreHiddenInLogs) {
    EXPECT_EQ(mask_number("+6281234567890"), "+6281******890");
    EXPECT_EQ(mask_number("+8610086"), "+8*****6");
}

TEST(Text, WholeIntegersOnly) {
    EXPECT_EQ(parse_integer("-12"), -12);
    for (auto bad : {"", "1.0", " 1", "1 ", "0x1", "99999999999999999999"}) EXPECT_FALSE(parse_integer(bad)) << bad;
}

}  // namespace
}  // namespace tiller
