#include "media/rtp/packetizer.h"

#include <gtest/gtest.h>

#include "media/mp3/signal_testing.h"

namespace tiller::media {
namespace {

TEST(Packetizer, NumbersAndStamps) {
    SeededRandom random(1);
    Packetizer packetizer(random);
    packetizer.configure({.law = g711::Law::mu});
    const Frame silence{};
    std::optional<rtp::Packet> before;
    for (int i = 0; i < 70000; ++i) {
        const auto packet = rtp::parse(packetizer.audio(silence));
        ASSERT_TRUE(packet);
        ASSERT_EQ(packet->payload_type, 0);
        ASSERT_EQ(packet->payload.size(), 160u);
        ASSERT_EQ(packet->payload[0], 0xff);
        ASSERT_EQ(packet->marker, !before);
        if (before) {
            ASSERT_EQ(packet->sequence, static_cast<uint16_t>(before->sequence + 1));
            ASSERT_EQ(packet->timestamp, before->timestamp + 160);
            ASSERT_EQ(packet->ssrc, before->ssrc);
        }
        before = packet;
    }
}

TEST(Packetizer, BeginsAtRandom) {
    SeededRandom random(1);
    Packetizer one(random), other(random);
    const Frame silence{};
    const auto a = rtp::parse(one.audio(silence));
    const auto b = rtp::parse(other.audio(silence));
    EXPECT_NE(a->ssrc, b->ssrc);
    EXPECT_NE(a->timestamp, b->timestamp);
    EXPECT_NE(a->sequence, b->sequence);
}

TEST(Packetizer, GathersFramesOfLongPackets) {
    SeededRandom random(1);
    Packetizer packetizer(random);
    packetizer.configure({.frames_per_packet = 2});
    const Frame silence{};
    EXPECT_TRUE(packetizer.audio(silence).empty());
    const auto first = rtp::parse(packetizer.audio(silence));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->payload.size(), 320u);
    EXPECT_TRUE(packetizer.flush().empty());
    packetizer.audio(silence);
    const auto rest = rtp::parse(packetizer.flush());
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->payload.size(), 160u);
    EXPECT_EQ(rest->timestamp, first->timestamp + 320);
}

TEST(Packetizer, ClockRunsThroughAKeyAndTheAudioAfterItIsMarked) {
    SeededRandom random(1);
    Packetizer packetizer(random);
    const Frame silence{};
    const auto before = rtp::parse(packetizer.audio(silence));
    DigitSender digit;
    digit.begin(5);
    int frames = 0;
    for (; digit.busy(); ++frames) {
        const auto step = digit.step();
        if (step.kind == DigitSender::Step::Kind::pause) {
            packetizer.skip(1);
        } else {
            EXPECT_EQ(rtp::parse(packetizer.key(step))->timestamp, before->timestamp + 160);
        }
    }
    const auto after = rtp::parse(packetizer.audio(silence));
    EXPECT_EQ(frames, 9);
    EXPECT_TRUE(after->marker);
    EXPECT_EQ(after->timestamp, before->timestamp + 160 * 10);
    EXPECT_FALSE(rtp::parse(packetizer.audio(silence))->marker);
}

}  // namespace
}  // namespace tiller::media
