#include "media/rtp/telephone_event.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "media/rtp/packetizer.h"

namespace tiller::media {
namespace {

struct Sent {
    uint32_t timestamp;
    bool marker;
    TelephoneEvent event;
    uint16_t sequence = 0;
};

/// Numbers the packets in the order in which they were sent.
std::vector<Sent> numbered(std::vector<Sent> packets, uint16_t first = 65'530) {
    for (Sent& packet : packets) packet.sequence = first++;
    return packets;
}

std::vector<Sent> operator+(std::vector<Sent> one, const std::vector<Sent>& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

/// The packets of a press as a good sender makes them: one every 20 ms, the last three times.
std::vector<Sent> press(uint8_t event, uint32_t start, int frames) {
    std::vector<Sent> packets;
    for (int i = 1; i <= frames; ++i) {
        packets.push_back({start, i == 1, {event, i == frames, 10, static_cast<uint16_t>(160 * i)}});
    }
    packets.push_back(packets.back());
    packets.push_back(packets.back());
    return packets;
}

std::string keys_of(EventReceiver& receiver) {
    std::string keys;
    while (const auto key = receiver.next()) keys += *key;
    return keys;
}

std::string hear(const std::vector<Sent>& packets) {
    EventReceiver receiver;
    std::string keys;
    for (const Sent& p : packets) {
        receiver.receive({1, p.sequence, p.timestamp, p.marker}, p.event);
        receiver.tick();
        keys += keys_of(receiver);
    }
    for (int i = 0; i < 10; ++i) receiver.tick();
    return keys + keys_of(receiver);
}

TEST(TelephoneEvent, PayloadRoundTrip) {
    const TelephoneEvent event{.event = 11, .end = true, .volume = 10, .duration = 800};
    std::array<uint8_t, 4> bytes{};
    event.write(bytes);
    EXPECT_EQ(bytes, (std::array<uint8_t, 4>{11, 0x8a, 0x03, 0x20}));
    const auto back = TelephoneEvent::parse(bytes);
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->end);
    EXPECT_EQ(back->duration, 800);
    EXPECT_FALSE(TelephoneEvent::parse(std::span(bytes).first(3)));
}

TEST(TelephoneEvent, AllKeys) {
    const std::string keys = "0123456789*#ABCD";
    for (const char key : keys) EXPECT_EQ(key_of_event(*event_of_key(key)), key);
    EXPECT_EQ(event_of_key('b'), 13);
    EXPECT_FALSE(event_of_key('x'));
    EXPECT_FALSE(key_of_event(16));
}

TEST(EventReceiver, ThreeEndPacketsAreOneKey) { EXPECT_EQ(hear(numbered(press(5, 1000, 5))), "5"); }

TEST(EventReceiver, AnyPacketOfAPressIsEnough) {
    const auto all = numbered(press(7, 1000, 5));
    for (unsigned mask = 1; mask < 1u << all.size(); ++mask) {
        std::vector<Sent> some;
        for (size_t i = 0; i < all.size(); ++i) {
            if (mask >> i & 1) some.push_back(all[i]);
        }
        EXPECT_EQ(hear(some), "7") << mask;
    }
}

TEST(EventReceiver, TheSameKeyTwiceIsTwoKeys) {
    EXPECT_EQ(hear(numbered(press(1, 1000, 5) + press(1, 1000 + 1600, 5))), "11");
}

TEST(EventReceiver, ReportsAfterFortyMilliseconds) {
    EventReceiver receiver;
    const auto packets = numbered(press(3, 0xffffff00u, 50));
    receiver.receive({1, packets[0].sequence, packets[0].timestamp, true}, packets[0].event);
    EXPECT_EQ(keys_of(receiver), "");
    receiver.receive({1, packets[1].sequence, packets[1].timestamp, false}, packets[1].event);
    EXPECT_EQ(keys_of(receiver), "3");
}

TEST(EventReceiver, AStragglerOfAnEarlierPressIsNotANewOne) {
    auto packets = numbered(press(1, 1000, 5) + press(2, 2600, 5));
    std::swap(packets[6], packets[7]);  // the last of the first press and the first of the second one
    EXPECT_EQ(hear(packets), "12");
}

TEST(EventReceiver, APressOfTenSecondsInTwoSegmentsIsOneKey) {
    std::vector<Sent> packets;
    uint32_t start = 50000;
    for (uint32_t duration = 160; duration < 65535; duration += 160) {
        packets.push_back({start, duration == 160, {9, false, 10, static_cast<uint16_t>(duration)}});
    }
    packets.push_back({start, false, {9, false, 10, 65535}});
    start += 65535;
    for (uint32_t duration = 160; duration < 16000; duration += 160) {
        packets.push_back({start, false, {9, false, 10, static_cast<uint16_t>(duration)}});
    }
    packets.push_back({start, false, {9, true, 10, 16000}});
    EXPECT_EQ(hear(numbered(packets)), "9");
}

TEST(EventReceiver, ASenderThatMovesTheTimestampSendsOneKey) {
    std::vector<Sent> packets = numbered(press(4, 0, 6));
    for (size_t i = 0; i < packets.size(); ++i) packets[i].timestamp = static_cast<uint32_t>(7000 + 160 * i);
    EXPECT_EQ(hear(packets), "4");
}

TEST(EventReceiver, OtherEventsAreNoKeys) {
    EXPECT_EQ(hear(numbered(press(16, 1000, 5))), "");  // flash
    EXPECT_EQ(hear(numbered(press(255, 1000, 5))), "");
}

TEST(EventReceiver, HearsWhatPacketizerSends) {
    SeededRandom random(7);
    Packetizer packetizer(random);
    packetizer.configure({.telephone_event = 96});
    EventReceiver receiver;
    const std::string wanted = "19#*0D55";
    std::string heard;
    std::optional<uint16_t> sequence;
    for (const char key : wanted) {
        DigitSender digit;
        digit.begin(*event_of_key(key));
        int packets = 0, ends = 0;
        std::optional<uint32_t> timestamp;
        while (digit.busy()) {
            const auto step = digit.step();
            if (step.kind == DigitSender::Step::Kind::pause) {
                packetizer.skip(1);
                continue;
            }
            const auto packet = rtp::parse(packetizer.key(step));
            ASSERT_TRUE(packet);
            EXPECT_EQ(packet->payload_type, 96);
            EXPECT_EQ(packet->marker, packets == 0);
            if (timestamp) EXPECT_EQ(packet->timestamp, *timestamp);
            if (sequence) EXPECT_EQ(packet->sequence, static_cast<uint16_t>(*sequence + 1));
            timestamp = packet->timestamp;
            sequence = packet->sequence;
            const auto event = TelephoneEvent::parse(packet->payload);
            ASSERT_TRUE(event);
            EXPECT_EQ(event->duration, 160 * std::min(packets + 1, 5));
            ends += event->end;
            ++packets;
            receiver.receive({packet->ssrc, packet->sequence, packet->timestamp, packet->marker}, *event);
            receiver.tick();
        }
        EXPECT_EQ(packets, 7);
        EXPECT_EQ(ends, 3);
        heard += keys_of(receiver);
    }
    EXPECT_EQ(heard, wanted);
}

}  // namespace
}  // namespace tiller::media
