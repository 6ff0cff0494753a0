#include "base/json/wide_integers.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(WideIntegers, OnlyTheyAreWidened) {
    EXPECT_EQ(with_wide_integers_as_reals(R"({"a":123456789012345678901,"b":-99999999999999999999 , "c":5})"),
              R"({"a":123456789012345678901.0,"b":-99999999999999999999.0 , "c":5})");
    EXPECT_EQ(with_wide_integers_as_reals("1234567890123456789"), "1234567890123456789.0");
}

TEST(WideIntegers, NothingElseIsTouched) {
    for (std::string_view json : {"", "{}", "[123456789012345678]", "[-123456789012345678, 0.1234567890123456789012]",
                                  "[1e300,12345678901234567890E2]", R"(["123456789012345678901"])",
                                  R"({"\"123456789012345678901\\":"\\\"123456789012345678901"})"}) {
        EXPECT_EQ(with_wide_integers_as_reals(json), std::nullopt) << json;
    }
}

TEST(WideIntegers, TextThatEndsTooEarlyIsNoHarm) {
    EXPECT_EQ(with_wide_integers_as_reals("\"12345678901234567890"), std::nullopt);
    EXPECT_EQ(with_wide_integers_as_reals("\"\\"), std::nullopt);
    EXPECT_EQ(with_wide_integers_as_reals("[12345678901234567890"), "[12345678901234567890.0");
    EXPECT_EQ(with_wide_integers_as_reals("-"), std::nullopt);
}

}  // namespace
}  // namespace tiller
