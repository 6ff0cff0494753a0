#include "web/cloud/request_rates.h"

#include <gtest/gtest.h>

namespace tiller::cloud {
namespace {

TEST(RequestRates, ASecondsWorthMayComeAtOnce) {
    RequestRates rates;
    Millis now{1'000};
    for (int i = 0; i < 4; ++i) EXPECT_EQ(rates.take(1, 4, now), Millis(0));
    EXPECT_EQ(rates.take(1, 4, now), Millis(250));
    EXPECT_EQ(rates.take(2, 4, now), Millis(0)) << "another account";
    EXPECT_EQ(rates.take(1, 4, now + Millis(249)), Millis(1));
    EXPECT_EQ(rates.take(1, 4, now + Millis(250)), Millis(0));
    EXPECT_EQ(rates.take(1, 4, now + Millis(250)), Millis(250));
}

TEST(RequestRates, ZeroIsNoLimit) {
    RequestRates rates;
    for (int i = 0; i < 10'000; ++i) ASSERT_EQ(rates.take(1, 0, Millis(0)), Millis(0));
}

}  // namespace
}  // namespace tiller::cloud
