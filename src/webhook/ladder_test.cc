#include "webhook/ladder.h"

#include <gtest/gtest.h>

namespace tiller::webhook {
namespace {

TEST(Ladder, ClimbsAsTheContractSays) {
    using namespace std::chrono_literals;
    std::vector<Millis> delays;
    int tries = 0;
    while (auto delay = delay_after(++tries)) delays.push_back(*delay);
    EXPECT_EQ(delays, (std::vector<Millis>{1min, 1min, 1min, 1min, 5min, 30min, 2h, 5h, 10h, 10h}));
    EXPECT_EQ(tries, 11) << "the 11th failure exhausts";
    EXPECT_FALSE(delay_after(1'000'000));
    EXPECT_EQ(delay_after(0), Millis(0));
}

}  // namespace
}  // namespace tiller::webhook
