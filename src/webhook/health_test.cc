#include "webhook/health.h"

#include <gtest/gtest.h>

namespace tiller::webhook {
namespace {

using namespace std::chrono_literals;
const Instant kStart = from_ms(1'700'000'000'000);

TEST(Health, TellsTheChangesOnly) {
    Health health(std::nullopt);
    EXPECT_FALSE(health.succeeded());
    EXPECT_TRUE(health.failed(kStart));
    EXPECT_FALSE(health.failed(kStart + 1min));
    EXPECT_EQ(health.failing_since(), kStart);
    EXPECT_TRUE(health.succeeded());
    EXPECT_FALSE(health.failing_since());
}

TEST(Health, FailingMeansFewTriesAndAPauseOnlyAfterALongRow) {
    Health health(std::nullopt);
    EXPECT_EQ(health.parallel(4), 4);
    for (int i = 0; i < 20; ++i) health.failed(kStart);
    EXPECT_EQ(health.parallel(4), 2);
    EXPECT_EQ(health.parallel(1), 1);
    EXPECT_LE(health.next_probe(), kStart);
    health.failed(kStart);
    EXPECT_EQ(health.next_probe(), kStart + 1s);
    health.succeeded();
    EXPECT_LE(health.next_probe(), kStart);
    EXPECT_EQ(health.parallel(4), 4);
}

TEST(Health, HopelessAfterFiveDaysOfTries) {
    Health health(kStart - 5 * 24h);  // as the process before saw it
    for (int i = 0; i < 4; ++i) {
        health.failed(kStart);
        EXPECT_FALSE(health.is_hopeless(kStart));
    }
    health.failed(kStart);
    EXPECT_TRUE(health.is_hopeless(kStart));
    EXPECT_FALSE(health.is_hopeless(kStart - 1ms));
}

TEST(Health, AClockThatIsSetBackNeitherPausesNorCounts) {
    Health health(std::nullopt);
    for (int i = 0; i < 30; ++i) health.failed(kStart);
    health.clock_set_back(kStart - 24h);
    EXPECT_EQ(health.next_probe(), kStart - 24h);
    EXPECT_EQ(health.failing_since(), kStart - 24h);
}

}  // namespace
}  // namespace tiller::webhook
