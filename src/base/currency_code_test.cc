#include "base/currency_code.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(CurrencyCode, TellsHowManyDecimalsAmountsHave) {
    EXPECT_EQ(currency_decimals("IDR"), 2);
    EXPECT_EQ(currency_decimals("USD"), 2);
    EXPECT_EQ(currency_decimals("AED"), 2);
    EXPECT_EQ(currency_decimals("ZWL"), 2);
    EXPECT_EQ(currency_decimals("JPY"), 0);
    EXPECT_EQ(currency_decimals("VND"), 0);
    EXPECT_EQ(currency_decimals("KWD"), 3);
    EXPECT_EQ(currency_decimals("CLF"), 4);
    for (auto none : {"", "XYZ", "US", "usd", "USDX", "SD ", "D A", "XAU"})
        EXPECT_FALSE(currency_decimals(none)) << none;
}

}  // namespace
}  // namespace tiller
