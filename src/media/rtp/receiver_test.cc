#include "media/rtp/receiver.h"

#include <gtest/gtest.h>

#include "media/mp3/signal_testing.h"
#include "media/rtp/packetizer.h"
#include "media/rtp/tones.h"

namespace tiller::media {
namespace {

const SocketAddress kPeer = *SocketAddress::parse("192.0.2.1", 4000, AF_INET);
const SocketAddress kStranger = *SocketAddress::parse("192.0.2.66", 4000, AF_INET);

struct Pair {
    SeededRandom random{3};
    Packetizer packetizer{random};
    Receiver receiver;

    explicit Pair(int telephone_event) {
        const Peer peer{.sources = {.announced = kPeer}, .telephone_event = telephone_event};
        packetizer.configure(peer);
        receiver.configure(peer);
    }
    std::vector<int16_t> carry(std::span<const int16_t> samples) {
        std::vector<int16_t> heard;
        for (size_t at = 0; at + 160 <= samples.size(); at += 160) {
            Frame frame;
            std::copy_n(samples.begin() + static_cast<ptrdiff_t>(at), 160, frame.begin());
            receiver.datagram(packetizer.audio(frame), kPeer);
            receiver.take(frame);
            heard.insert(heard.end(), frame.begin(), frame.end());
        }
        return heard;
    }
    std::string keys() {
        std::string keys;
        while (const auto key = receiver.next_key()) keys += *key;
        return keys;
    }
};

TEST(Receiver, HearsKeysUnderThePeersTypeAndUnderOurs) {
    for (const int sent_as : {96, 101, 110}) {
        Pair pair(sent_as);
        pair.receiver.configure(
            {.sources = {.announced = kPeer}, .telephone_event = 96, .offered_telephone_event = 101});
        for (int frame = 0; frame < 5; ++frame) {
            const DigitSender::Step press{.kind = DigitSender::Step::Kind::press, .event = 7, .frame = frame};
            pair.receiver.datagram(pair.packetizer.key(press), kPeer);
            Frame out;
            pair.receiver.take(out);
        }
        EXPECT_EQ(pair.keys(), sent_as == 110 ? "" : "7") << sent_as;
    }
}

TEST(Receiver, CarriesAudio) {
    Pair pair(101);
    const auto heard = pair.carry(sine(440, 1000));
    EXPECT_NEAR(amplitude_at(std::span(heard).subspan(800, 6400), 440), 8000, 200);
    EXPECT_EQ(pair.receiver.packets(), 50u);
    EXPECT_EQ(pair.receiver.lost(), 0u);
}

TEST(Receiver, HearsTonesOnlyWithoutEvents) {
    std::vector<int16_t> audio(1600);
    const std::string wanted = "1590*#D7";
    for (const char key : wanted) {
        const Tone& tone = tone_of_event(*event_of_key(key));
        audio.insert(audio.end(), tone.begin(), tone.end());
        audio.insert(audio.end(), 640, 0);
    }
    audio.insert(audio.end(), 1600, 0);
    Pair tones(-1);
    tones.carry(audio);
    EXPECT_EQ(tones.keys(), wanted);
    Pair events(101);
    events.carry(audio);
    EXPECT_EQ(events.keys(), "");
}

TEST(Receiver, IgnoresWhatIsNotTheCalls) {
    Pair pair(101);
    const Frame loud = [] {
        Frame f;
        f.fill(20000);
        return f;
    }();
    EXPECT_FALSE(pair.receiver.datagram(std::vector<uint8_t>{1, 2, 3}, kPeer));
    std::vector<uint8_t> unknown(172);
    const auto packet = pair.packetizer.audio(loud);
    std::ranges::copy(packet, unknown.begin());
    unknown[1] = 97;
    EXPECT_FALSE(pair.receiver.datagram(unknown, kStranger));
    EXPECT_EQ(pair.receiver.target(), kPeer);

    EXPECT_TRUE(pair.receiver.datagram(pair.packetizer.audio(loud), kPeer));
    EXPECT_FALSE(pair.receiver.datagram(pair.packetizer.audio(loud), kStranger));
    EXPECT_EQ(pair.receiver.packets(), 1u);
}

TEST(Receiver, ComfortNoiseIsCountedAndSilent) {
    Pair pair(101);
    pair.carry(sine(440, 200));
    const Frame frame{};
    const auto packet = pair.packetizer.audio(frame);
    std::vector<uint8_t> noise(packet.begin(), packet.begin() + 13);
    noise[1] = 13;
    EXPECT_TRUE(pair.receiver.datagram(noise, kPeer));
    EXPECT_EQ(pair.receiver.lost(), 0u);
    Frame heard;
    for (int i = 0; i < 20; ++i) pair.receiver.take(heard);
    EXPECT_EQ(rms(heard), 0);
}

TEST(Receiver, AnotherSenderIsHeardAtOnceAndLossIsNotInvented) {
    Pair pair(101);
    pair.carry(sine(440, 400));
    pair.packetizer = Packetizer(pair.random);
    const auto heard = pair.carry(sine(1000, 400));
    EXPECT_GT(amplitude_at(std::span(heard).subspan(800), 1000), 6000);
    EXPECT_EQ(pair.receiver.lost(), 0u);
}

TEST(Receiver, BothLawsAreUnderstood) {
    Pair pair(101);
    pair.packetizer.configure({.law = g711::Law::mu});
    const auto heard = pair.carry(sine(440, 400));
    EXPECT_NEAR(amplitude_at(std::span(heard).subspan(800), 440), 8000, 200);
}

}  // namespace
}  // namespace tiller::media
