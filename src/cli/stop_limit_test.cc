#include "cli/stop_limit.h"

#include <gtest/gtest.h>

#include <future>

namespace tiller::cli {
namespace {

TEST(StopLimit, AStopThatDoesNotEndIsGivenUp) {
    std::promise<void> given_up;
    auto seen = given_up.get_future();
    const StopLimit limit(Millis(10), [&] { given_up.set_value(); });
    EXPECT_EQ(seen.wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(StopLimit, AStopThatEndsIsNot) {
    bool given_up = false;
    {
        const StopLimit limit(Millis(3'600'000), [&] { given_up = true; });
    }
    EXPECT_FALSE(given_up);
}

}  // namespace
}  // namespace tiller::cli
