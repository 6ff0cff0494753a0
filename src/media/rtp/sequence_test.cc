#include "media/rtp/sequence.h"

#include <gtest/gtest.h>

namespace tiller::media {
namespace {

using Arrival = SequenceTracker::Arrival;

TEST(Sequence, CountsLossAcrossTheWrap) {
    SequenceTracker tracker;
    EXPECT_EQ(tracker.arrive(65533), Arrival::newest);
    EXPECT_EQ(tracker.arrive(65534), Arrival::newest);
    EXPECT_EQ(tracker.arrive(1), Arrival::newest);  // 65535 and 0 are missing
    EXPECT_EQ(tracker.expected(), 5u);
    EXPECT_EQ(tracker.lost(), 2u);
    EXPECT_EQ(tracker.arrive(0), Arrival::reordered);
    EXPECT_EQ(tracker.lost(), 1u);
    EXPECT_EQ(tracker.arrive(0), Arrival::duplicate);
    EXPECT_EQ(tracker.lost(), 1u);
}

TEST(Sequence, APacketBeforeTheFirstIsNotANegativeLoss) {
    SequenceTracker tracker;
    tracker.arrive(0);
    EXPECT_EQ(tracker.arrive(65535), Arrival::reordered);
    EXPECT_EQ(tracker.expected(), 2u);
    EXPECT_EQ(tracker.lost(), 0u);
    EXPECT_EQ(tracker.arrive(1), Arrival::newest);
    EXPECT_EQ(tracker.lost(), 0u);
}

TEST(Sequence, OneStrayChangesNothingTwoAreARestart) {
    SequenceTracker tracker;
    for (uint16_t i = 100; i < 110; ++i) tracker.arrive(i);
    EXPECT_EQ(tracker.arrive(40000), Arrival::stray);
    EXPECT_EQ(tracker.arrive(110), Arrival::newest);
    EXPECT_EQ(tracker.lost(), 0u);
    EXPECT_EQ(tracker.arrive(50000), Arrival::stray);
    EXPECT_EQ(tracker.arrive(50001), Arrival::restarted);
    EXPECT_EQ(tracker.arrive(50003), Arrival::newest);
    EXPECT_EQ(tracker.lost(), 1u);
    EXPECT_EQ(tracker.expected(), 11u + 3u);
}

TEST(Sequence, ASmallStepBackOfTheSenderIsFoundToo) {
    SequenceTracker tracker;
    for (uint16_t i = 1000; i < 1500; ++i) tracker.arrive(i);
    EXPECT_EQ(tracker.arrive(1000), Arrival::duplicate);
    EXPECT_EQ(tracker.arrive(1001), Arrival::restarted);
}

TEST(Sequence, NeverLosesMoreThanItExpects) {
    // Any order of numbers keeps the account sound.
    SequenceTracker tracker;
    uint32_t state = 1;
    for (int i = 0; i < 200000; ++i) {
        state = state * 1664525 + 1013904223;
        tracker.arrive(static_cast<uint16_t>(state >> (i % 3 == 0 ? 16 : 24)));
        ASSERT_LE(tracker.received(), tracker.expected());
    }
}

}  // namespace
}  // namespace tiller::media
