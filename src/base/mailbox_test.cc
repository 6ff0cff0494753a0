#include "base/mailbox.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tiller {
namespace {

using SteadyClock = std::chrono::steady_clock;

TEST(Mailbox, HandsOverInOrderAndGivesUpAtItsDeadline) {
    Mailbox<int> box;
    box.post(1);
    box.post(2);
    EXPECT_EQ(box.take_until(SteadyClock::now()), 1);
    EXPECT_EQ(box.try_take(), 2);
    EXPECT_FALSE(box.take_until(SteadyClock::now()));
}

TEST(Mailbox, AClosedBoxGivesWhatItHoldsAndThenNothing) {
    Mailbox<int> box;
    box.post(1);
    box.close();
    EXPECT_EQ(box.take_until(SteadyClock::now() + std::chrono::hours(1)), 1);
    EXPECT_FALSE(box.take_until(SteadyClock::now() + std::chrono::hours(1)));
}

TEST(Mailbox, ManySendersLoseNothing) {
    Mailbox<int> box;
    std::vector<std::thread> senders;
    for (int t = 0; t < 4; ++t) {
        senders.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) box.post(i);
        });
    }
    int taken = 0;
    while (taken < 4000 && box.take_until(SteadyClock::now() + std::chrono::seconds(20))) ++taken;
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(taken, 4000);
}

}  // namespace
}  // namespace tiller
