#include "media/playout.h"

#include <gtest/gtest.h>

#include "media/mp3/signal_testing.h"

namespace tiller::media {
namespace {

std::vector<int16_t> ramp(int first, int count) {
    std::vector<int16_t> samples;
    for (int i = 0; i < count; ++i) samples.push_back(static_cast<int16_t>(first + i));
    return samples;
}

TEST(Playout, PartsFollowWithoutAGap) {
    const std::vector<AudioPtr> parts{audio_of(ramp(1, 100)), nullptr, audio_of({}), audio_of(ramp(101, 300))};
    Playout playout;
    playout.play(&parts);
    std::vector<int16_t> heard;
    Frame frame;
    bool ended = false;
    while (!ended) {
        ended = playout.fill(frame);
        heard.insert(heard.end(), frame.begin(), frame.end());
    }
    ASSERT_EQ(heard.size(), 480u);
    for (size_t i = 0; i < 400; ++i) ASSERT_EQ(heard[i], static_cast<int16_t>(i + 1));
    for (size_t i = 400; i < 480; ++i) ASSERT_EQ(heard[i], 0);
    EXPECT_FALSE(playout.playing());
    EXPECT_FALSE(playout.fill(frame));
}

TEST(Playout, EndsWithTheFrameThatHoldsTheLastSample) {
    const std::vector<AudioPtr> parts{audio_of(ramp(1, 320))};
    Playout playout;
    playout.play(&parts);
    Frame frame;
    EXPECT_FALSE(playout.fill(frame));
    EXPECT_TRUE(playout.fill(frame));
}

TEST(Playout, NothingToPlayEndsAtOnce) {
    const std::vector<AudioPtr> parts;
    Playout playout;
    playout.play(&parts);
    Frame frame;
    EXPECT_TRUE(playout.fill(frame));
    EXPECT_EQ(rms(frame), 0);
}

TEST(Playout, StopsWithinAFrame) {
    const std::vector<AudioPtr> parts{audio_of(sine(500, 1000))};
    Playout playout;
    playout.play(&parts);
    Frame frame;
    playout.fill(frame);
    EXPECT_GT(rms(frame), 1000);
    playout.stop();
    EXPECT_FALSE(playout.fill(frame));
    EXPECT_EQ(rms(frame), 0);
}

}  // namespace
}  // namespace tiller::media
