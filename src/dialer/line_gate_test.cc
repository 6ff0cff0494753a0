#include "dialer/line_gate.h"

#include <gtest/gtest.h>

namespace tiller::dialer {
namespace {

TEST(LineGate, NeverMoreCallsThanChannels) {
    LineGate gate(3, 1000);
    Millis now{10'000};
    int begun = 0;
    for (; gate.free(now) > 0; now += Millis(1), ++begun) gate.begin(now);
    EXPECT_EQ(begun, 3);
    EXPECT_EQ(gate.next_chance(now), Millis::max());
    gate.end(now, false);
    EXPECT_GT(gate.free(now), 0);
}

TEST(LineGate, NeverMoreNewCallsASecondHoweverLateItIsAsked) {
    LineGate gate(1'000'000, 10);
    std::vector<Millis> starts;
    // Asked every 7 ms, with a long pause in between.
    for (Millis now{0}; now < Millis(20'000); now += now == Millis(7'000) ? Millis(3'000) : Millis(7)) {
        for (int n = gate.free(now); n > 0; --n) {
            gate.begin(now);
            starts.push_back(now);
        }
    }
    for (size_t i = 0; i + 10 < starts.size(); ++i) {
        EXPECT_GE(starts[i + 10] - starts[i], Millis(1'000)) << i;  // 11 calls span at least a second
    }
    EXPECT_GE(starts.size(), 165u);
}

TEST(LineGate, ALineThatRefusesUsRestsLongerAndLonger) {
    LineGate gate(10, 100);
    Millis now{0};
    auto refuse = [&](int times) {
        for (int i = 0; i < times; ++i) {
            now += Millis(100);
            gate.begin(now);
            gate.end(now, true);
        }
    };
    refuse(4);
    EXPECT_FALSE(gate.is_resting(now));
    refuse(1);
    EXPECT_TRUE(gate.is_resting(now));
    EXPECT_EQ(gate.free(now), 0);
    now += Millis(2'000);
    EXPECT_GT(gate.free(now), 0);
    refuse(1);
    now += Millis(2'000);
    EXPECT_TRUE(gate.is_resting(now));
    now += Millis(2'000);
    gate.begin(now);
    gate.end(now, false);
    refuse(4);
    EXPECT_FALSE(gate.is_resting(now));
}

TEST(LineGate, WhatANodeBeforeLeftUpTakesChannels) {
    LineGate gate(3, 1000);
    gate.set_others(2);
    EXPECT_EQ(gate.free(Millis(5'000)), 1);
    gate.begin(Millis(5'000));
    EXPECT_EQ(gate.free(Millis(5'100)), 0);
    EXPECT_EQ(gate.next_chance(Millis(5'100)), Millis::max());
    gate.set_others(1);
    EXPECT_EQ(gate.free(Millis(5'100)), 1);
}

TEST(LineGate, NoneBeginsWithinASecondOfATakeOver) {
    LineGate gate(100, 10);
    gate.take_over(Millis(5'000));
    EXPECT_EQ(gate.free(Millis(5'999)), 0);
    EXPECT_EQ(gate.next_chance(Millis(5'500)), Millis(6'000));
    EXPECT_EQ(gate.free(Millis(6'000)), 1);
}

}  // namespace
}  // namespace tiller::dialer
