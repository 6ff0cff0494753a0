// Senders of the wild: whatever they make of timestamps, markers, ends and streams, the keys that were pressed are
// heard. Each sender is drawn, presses drawn keys for drawn times, and its packets go through a Receiver with the
// audio.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "media/rtp/receiver.h"
#include "media/rtp/rtp.h"

namespace tiller::media {
namespace {

const SocketAddress kPeer = *SocketAddress::parse("192.0.2.1", 4000, AF_INET);
constexpr uint32_t kAudioSsrc = 77, kKeySsrc = 99;
constexpr uint8_t kAudioType = 8, kEventType = 101;

/// How a sender departs from RFC 4733.
struct Habits {
    enum class Marker { first, never, always };
    enum class Ends { together, apart };  // the repetitions at once, or 20 ms apart
    enum class Stamps {
        good,
        still,         // the clock stands still from press to press
        moving,        // every packet has the time at which it was sent
        ends_by_time,  // a proxy stamps the repeated ends with their own time
        ends_by_length,
        backwards,  // every press is stamped before the one that went before it
    };
    Marker marker = Marker::first;
    Ends ends = Ends::together;
    Stamps stamps = Stamps::good;
    int repetitions = 2;         // of the end
    bool own_stream = false;     // SSRC, numbers and clock of their own
    bool anew = false;           // with a stream of its own: each press is numbered from 1
    bool audio_goes_on = true;   // between the packets of a press
    bool length_in_ends = true;  // false: an end packet has the duration 0
};

std::string told(const Habits& h) {
    return "marker " + std::to_string(static_cast<int>(h.marker)) + ", ends " +
           std::to_string(static_cast<int>(h.ends)) + ", stamps " + std::to_string(static_cast<int>(h.stamps)) +
           ", repetitions " + std::to_string(h.repetitions) + (h.own_stream ? ", own stream" : "") +
           (h.anew ? ", numbered anew" : "") + (h.audio_goes_on ? ", audio goes on" : "") +
           (h.length_in_ends ? "" : ", ends without length");
}

/// A sender and the receiver at the other end.
class Wild {
  public:
    Wild(const Habits& habits, uint32_t seed) : habits_(habits), random_(seed) {
        receiver_.configure({.sources = {.announced = kPeer}, .telephone_event = kEventType});
        clock_ = key_clock_ = static_cast<uint32_t>(random_());
        numbers_[0] = static_cast<uint16_t>(random_());
        numbers_[1] = static_cast<uint16_t>(random_());
    }

    uint32_t draw(uint32_t from, uint32_t to) { return from + static_cast<uint32_t>(random_()) % (to - from + 1); }

    void press(uint8_t event, int frames) {
        if (habits_.anew) numbers_[1] = 1;
        if (habits_.stamps == Habits::Stamps::backwards) {
            key_clock_ -= 800;
        } else if (habits_.stamps != Habits::Stamps::still) {
            key_clock_ = habits_.own_stream ? key_clock_ + 8000 : clock_;
        }
        const uint32_t start = key_clock_;
        for (int i = 1; i <= frames; ++i) {
            const bool last = i == frames;
            const uint32_t sent_at = start + static_cast<uint32_t>(160 * (i - 1));
            send(event, last, 160 * i, i == 1, habits_.stamps == Habits::Stamps::moving ? sent_at : start);
            if (!last) pass();
        }
        for (int i = 0; i < habits_.repetitions; ++i) {
            if (habits_.ends == Habits::Ends::apart) pass();
            send(event, true, 160 * frames, false, stamp_of_repetition(start, frames, i));
        }
    }
    void pause(int frames) {
        for (int i = 0; i < frames; ++i) {
            audio();
            take();
        }
    }
    void give_up() {
        for (int i = 0; i < 10; ++i) take();
    }

    const std::string& keys() const { return keys_; }
    /// Frames in which audio was due and none had come.
    size_t holes() const { return holes_; }

  private:
    uint32_t stamp_of_repetition(uint32_t start, int frames, int number) const {
        const auto length = static_cast<uint32_t>(160 * frames), after = static_cast<uint32_t>(160 * number);
        switch (habits_.stamps) {
            case Habits::Stamps::ends_by_time:
            case Habits::Stamps::moving:
                return start + length + after;
            case Habits::Stamps::ends_by_length:
                return start + length * static_cast<uint32_t>(number + 1);
            default:
                return start;
        }
    }

    void send(uint8_t event, bool end, int duration, bool first, uint32_t timestamp) {
        using Marker = Habits::Marker;
        const bool marker = habits_.marker == Marker::always || (first && habits_.marker == Marker::first);
        const int written = end && !habits_.length_in_ends ? 0 : duration;
        std::array<uint8_t, 4> payload{};
        TelephoneEvent{event, end, 10, static_cast<uint16_t>(written)}.write(payload);
        packet(kEventType, marker, timestamp, habits_.own_stream ? 1 : 0, payload);
    }
    void audio() {
        std::array<uint8_t, 160> payload{};
        payload.fill(0x12);  // loud
        packet(kAudioType, false, clock_, 0, payload);
        audible_ = true;
    }
    /// 20 ms of a press.
    void pass() {
        if (habits_.audio_goes_on) audio();
        take();
    }
    void take() {
        clock_ += 160;
        Frame frame;
        receiver_.take(frame);
        ++taken_;
        if (std::exchange(audible_, false) && taken_ > 4 && frame[80] == 0) ++holes_;
        while (const auto key = receiver_.next_key()) keys_ += *key;
    }
    void packet(uint8_t type, bool marker, uint32_t timestamp, size_t stream, std::span<const uint8_t> payload) {
        std::vector<uint8_t> bytes(rtp::kHeaderBytes + payload.size());
        rtp::write_header({.marker = marker,
                           .payload_type = type,
                           .sequence = numbers_[stream]++,
                           .timestamp = timestamp,
                           .ssrc = stream == 0 ? kAudioSsrc : kKeySsrc,
                           .payload = {}},
                          std::span(bytes).first<rtp::kHeaderBytes>());
        std::ranges::copy(payload, bytes.begin() + rtp::kHeaderBytes);
        receiver_.datagram(bytes, kPeer);
    }

    const Habits habits_;
    std::mt19937 random_;
    Receiver receiver_;
    uint32_t clock_ = 0, key_clock_ = 0;
    std::array<uint16_t, 2> numbers_{};
    std::string keys_;
    bool audible_ = false;
    size_t taken_ = 0, holes_ = 0;
};

/// Presses drawn keys, many of them the same one again, and compares.
void expect_heard(const Habits& habits, uint32_t seed) {
    SCOPED_TRACE(told(habits) + ", seed " + std::to_string(seed));
    Wild sender(habits, seed);
    std::string pressed;
    sender.pause(10);
    for (int i = 0; i < 12; ++i) {
        const auto event = static_cast<uint8_t>(sender.draw(0, 2) * 5);
        pressed += *key_of_event(event);
        sender.press(event, static_cast<int>(sender.draw(2, 60)));
        sender.pause(static_cast<int>(sender.draw(3, 40)));
    }
    sender.give_up();
    EXPECT_EQ(sender.keys(), pressed);
    if (habits.audio_goes_on) EXPECT_EQ(sender.holes(), 0u);
}

TEST(SendersOfTheWild, EveryPressIsHeardOnce) {
    using H = Habits;
    uint32_t seed = 0;
    for (const auto stamps : {H::Stamps::good, H::Stamps::still, H::Stamps::moving, H::Stamps::ends_by_time,
                              H::Stamps::ends_by_length, H::Stamps::backwards}) {
        for (const auto marker : {H::Marker::first, H::Marker::never, H::Marker::always}) {
            for (const auto ends : {H::Ends::together, H::Ends::apart}) {
                for (const bool own_stream : {false, true}) {
                    for (const bool audio_goes_on : {false, true}) {
                        for (const int repetitions : {0, 1, 2}) {
                            expect_heard({.marker = marker,
                                          .ends = ends,
                                          .stamps = stamps,
                                          .repetitions = repetitions,
                                          .own_stream = own_stream,
                                          .audio_goes_on = audio_goes_on},
                                         ++seed);
                            if (testing::Test::HasFailure()) return;
                        }
                    }
                }
            }
        }
    }
}

TEST(SendersOfTheWild, EndsWithoutALengthAndNumbersThatBeginAgain) {
    for (uint32_t seed = 1; seed <= 20; ++seed) {
        expect_heard({.length_in_ends = false}, seed);
        expect_heard({.own_stream = true, .anew = true}, seed);
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace tiller::media
