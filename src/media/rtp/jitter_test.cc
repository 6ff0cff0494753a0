#include "media/rtp/jitter.h"

#include <gtest/gtest.h>

#include <vector>

#include "media/mp3/signal_testing.h"

namespace tiller::media {
namespace {

constexpr auto kLaw = g711::Law::a;

/// A stream whose audio counts its frames: every sample of frame n has the same value, different from its neighbours'.
struct Stream {
    uint32_t first_timestamp = 0xffffff00u;  // wraps soon
    JitterBuffer buffer;
    Concealer concealer;

    static uint8_t code(int n) { return static_cast<uint8_t>(0x80 + n % 100); }
    static int16_t value(int n) { return g711::decode(kLaw, code(n)); }

    void put(int n, bool newest = true) {
        const std::vector<uint8_t> payload(Audio::kFrame, code(n));
        buffer.put(first_timestamp + static_cast<uint32_t>(n * Audio::kFrame), payload, kLaw, newest);
    }
    Frame take() {
        Frame frame;
        buffer.take(frame, concealer);
        return frame;
    }
    /// The middle of a taken frame, where the concealer's smoothing of seams does not reach.
    int16_t middle() { return take()[100]; }
};

TEST(Jitter, DelaysByFortyMillisecondsAndKeepsOrder) {
    Stream s;
    EXPECT_EQ(s.middle(), 0);
    EXPECT_FALSE(s.buffer.running());
    for (int n = 0; n < 300; ++n) {
        s.put(n);
        const int16_t got = s.middle();
        EXPECT_EQ(got, n < 2 ? 0 : Stream::value(n - 2)) << n;
    }
    EXPECT_EQ(s.buffer.late(), 0u);
}

TEST(Jitter, ReorderedAndRepeatedPacketsFallIntoPlace) {
    Stream s;
    s.put(0);
    s.take();
    s.put(2);
    s.put(1, false);
    s.put(2, false);
    s.take();
    s.put(3);
    for (int n = 0; n <= 3; ++n) EXPECT_EQ(s.middle(), Stream::value(n)) << n;
}

TEST(Jitter, PacketsOfAnyLength) {
    Stream s;
    const auto tone = sine(1000, 600);
    std::vector<int16_t> heard;
    size_t sent = 0;
    for (int tick = 0; tick < 30; ++tick) {
        // A sender of 30 ms packets: the next leaves when its last sample exists.
        while (sent + 240 <= static_cast<size_t>(tick + 1) * Audio::kFrame) {
            std::vector<uint8_t> payload(240);
            g711::encode(kLaw, std::span(tone).subspan(sent, 240), payload.data());
            s.buffer.put(static_cast<uint32_t>(sent), payload, kLaw, true);
            sent += 240;
        }
        const Frame frame = s.take();
        heard.insert(heard.end(), frame.begin(), frame.end());
    }
    EXPECT_NEAR(amplitude_at(std::span(heard).subspan(1600, 2400), 1000), 8000, 300);
}

TEST(Jitter, ALostPacketIsConcealedAndTimeGoesOn) {
    Stream s;
    const auto tone = sine(400, 1000);
    std::vector<int16_t> heard;
    for (int n = 0; n < 50; ++n) {
        std::vector<uint8_t> payload(Audio::kFrame);
        g711::encode(kLaw, std::span(tone).subspan(static_cast<size_t>(n) * 160, 160), payload.data());
        if (n != 20) s.buffer.put(static_cast<uint32_t>(n * 160), payload, kLaw, true);
        const Frame frame = s.take();
        heard.insert(heard.end(), frame.begin(), frame.end());
    }
    // Frame 20 is heard at tick 22: filled with about the same tone; the frames around it are where they belong.
    EXPECT_GT(amplitude_at(std::span(heard).subspan(22 * 160, 160), 400), 3000);
    EXPECT_NEAR(heard[30 * 160 + 80], tone[28 * 160 + 80], 300);
    EXPECT_EQ(s.buffer.late(), 0u);
}

TEST(Jitter, LongSilenceFadesOutAndComesBackInPlace) {
    Stream s;
    for (int n = 0; n < 10; ++n) s.put(n), s.take();
    for (int n = 10; n < 110; ++n) {
        const Frame frame = s.take();
        if (n > 20) EXPECT_EQ(rms(frame), 0) << n;
    }
    for (int n = 110; n < 115; ++n) s.put(n), s.take();
    EXPECT_EQ(s.middle(), Stream::value(113));
}

TEST(Jitter, LatenessIsCountedAndGrowsTheDelay) {
    Stream s;
    for (int n = 0; n < 20; ++n) s.put(n), s.take();
    // From now on everything comes 60 ms later.
    s.take(), s.take(), s.take();
    for (int n = 20; n < 40; ++n) s.put(n), s.take();
    EXPECT_GE(s.buffer.late(), 1u);
    EXPECT_LE(s.buffer.late(), 2u);
    EXPECT_EQ(s.middle(), Stream::value(39));
    EXPECT_LE(s.buffer.delay(), Millis(40));
}

TEST(Jitter, DelayShrinksAgain) {
    Stream s;
    for (int n = 0; n < 20; ++n) s.put(n), s.take();
    // A stall of 120 ms, after which the waiting packets come at once.
    for (int i = 0; i < 6; ++i) s.take();
    for (int n = 20; n < 26; ++n) s.put(n);
    int n = 26;
    for (; n < 60; ++n) s.put(n), s.take();
    const Millis grown = s.buffer.delay();
    EXPECT_GE(grown, Millis(80));
    for (; n < 3000; ++n) s.put(n), s.take();
    EXPECT_LE(s.buffer.delay(), Millis(60));
    EXPECT_GE(s.buffer.delay(), Millis(20));
}

TEST(Jitter, AStallBeyondTheLongestDelayDropsWhatIsTooLate) {
    Stream s;
    for (int n = 0; n < 200; ++n) s.put(n), s.take();
    for (int i = 0; i < 20; ++i) s.take();  // 400 ms
    for (int n = 200; n < 220; ++n) s.put(n);
    EXPECT_GE(s.buffer.late(), 8u);
    EXPECT_LE(s.buffer.delay(), Millis(240));
}

TEST(Jitter, ANetworkThatBecomesSlowForGoodIsFollowed) {
    Stream s;
    for (int n = 0; n < 200; ++n) s.put(n), s.take();
    for (int i = 0; i < 20; ++i) s.take();
    for (int n = 200; n < 300; ++n) s.put(n), s.take();
    const auto late = s.buffer.late();
    EXPECT_LE(late, 15u);
    for (int n = 300; n < 400; ++n) s.put(n), s.take();
    EXPECT_EQ(s.buffer.late(), late);
}

TEST(Jitter, ASlowerSenderIsFollowedForAnHour) {
    // The sender's clock loses 200 ppm: one frame in 5000.
    Stream s;
    int n = 0;
    for (int tick = 0; tick < 180000; ++tick) {
        if (tick % 5000 != 4999) s.put(n++);
        s.take();
        if (tick % 1000 == 0) {
            ASSERT_LE(s.buffer.delay(), Millis(120));
        }
    }
    EXPECT_LE(s.buffer.late(), 40u);
    EXPECT_GE(s.buffer.delay(), Millis(0));
}

TEST(Jitter, AFasterSenderDoesNotPileUp) {
    Stream s;
    int n = 0;
    for (int tick = 0; tick < 180000; ++tick) {
        s.put(n++);
        if (tick % 5000 == 4999) s.put(n++);
        s.take();
        ASSERT_LE(s.buffer.delay(), Millis(140)) << tick;
    }
}

TEST(Jitter, AJumpOfTheSendersClockIsFollowedAtOnce) {
    Stream s;
    for (int n = 0; n < 10; ++n) s.put(n), s.take();
    s.first_timestamp += 1'000'000;
    for (int n = 10; n < 13; ++n) s.put(n), s.take();
    EXPECT_EQ(s.middle(), Stream::value(11));
}

TEST(Jitter, SillyPacketsAreIgnored) {
    Stream s;
    s.buffer.put(0, {}, kLaw, true);
    s.buffer.put(0, std::vector<uint8_t>(JitterBuffer::kLongestPacket + 1, 0), kLaw, true);
    EXPECT_FALSE(s.buffer.running());
}

}  // namespace
}  // namespace tiller::media
