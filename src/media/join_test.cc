#include "media/join.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "media/mp3/signal_testing.h"

namespace tiller::media {
namespace {

Frame frame_of(std::span<const int16_t> samples, size_t number) {
    Frame frame;
    std::copy_n(samples.begin() + static_cast<ptrdiff_t>(number * Audio::kFrame), Audio::kFrame, frame.begin());
    return frame;
}

int largest_step(std::span<const int16_t> samples) {
    int most = 0;
    for (size_t i = 1; i < samples.size(); ++i) most = std::max(most, std::abs(samples[i] - samples[i - 1]));
    return most;
}

TEST(Join, EveryFrameIsSaidOnceAndTheFirstRises) {
    const auto sound = sine(430, 400);
    Join one(true), other(true);
    Frame out;
    std::vector<int16_t> said;
    for (size_t i = 0; i < 20; ++i) {
        one.put(frame_of(sound, i));
        other.take(&one, out);
        said.insert(said.end(), out.begin(), out.end());
    }
    EXPECT_TRUE(std::equal(said.begin() + 40, said.end(), sound.begin() + 40));
    EXPECT_LT(rms(std::span(said).first(10)), rms(std::span(sound).first(10)) / 3);
    other.take(&one, out);
    EXPECT_FALSE(std::equal(out.begin(), out.end(), said.end() - Audio::kFrame)) << "it was taken";
}

/// Joined and parted anywhere in a wave, now and then for a moment only, there is no step larger than the wave's own.
TEST(Join, NoMomentIsAClick) {
    const auto sound = sine(230, 4000, 12'000);
    for (int phase = 0; phase < 7; ++phase) {
        Join one(true);
        auto other = std::make_unique<Join>(true);
        std::vector<int16_t> said;
        for (size_t i = 0; i < 180; ++i) {
            one.put(frame_of(std::span(sound).subspan(static_cast<size_t>(phase) * 5), i));
            const bool joined = (i + static_cast<size_t>(phase)) / 3 % 3 != 1;
            if (i % 50 == 49) {
                auto next = std::make_unique<Join>(true);
                next->follow(*other);
                other = std::move(next);
            }
            Frame out;
            other->take(joined ? &one : nullptr, out);
            said.insert(said.end(), out.begin(), out.end());
        }
        EXPECT_LT(largest_step(said), 1.5 * largest_step(sound)) << phase;
    }
}

TEST(Join, WithNobodyThereItFadesOutAndStaysSilent) {
    const auto sound = sine(300, 200);
    Join one(true), other(true);
    Frame out;
    for (size_t i = 0; i < 10; ++i) {
        one.put(frame_of(sound, i));
        other.take(&one, out);
    }
    EXPECT_FALSE(other.faded());
    for (int i = 0; i < 3; ++i) other.take(nullptr, out);
    EXPECT_TRUE(other.faded());
    EXPECT_EQ(rms(std::span(out).last(80)), 0);
}

TEST(Join, KeysWaitInOrderAndAreBounded) {
    Join join(true);
    EXPECT_FALSE(join.next_key());
    for (uint8_t key = 0; key < 12; ++key) join.press(key);
    for (uint8_t key = 0; key < 8; ++key) EXPECT_EQ(join.next_key(), key);
    EXPECT_FALSE(join.next_key());
}

TEST(Mix, AddsAndCutsOff) {
    Frame one, other;
    one.fill(20'000);
    other.fill(20'000);
    other[1] = -25'000;
    one[2] = other[2] = -30'000;
    mix(other, one);
    EXPECT_EQ(one[0], 32'767);
    EXPECT_EQ(one[1], -5'000);
    EXPECT_EQ(one[2], -32'768);
}

}  // namespace
}  // namespace tiller::media
