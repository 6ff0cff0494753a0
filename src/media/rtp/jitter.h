#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "base/audio.h"
#include "base/clock.h"
#include "media/rtp/concealer.h"
#include "media/rtp/g711.h"

namespace tiller::media {

using Frame = std::array<int16_t, Audio::kFrame>;

/// Puts received audio back into its time: a ring of half a second addressed by RTP timestamp, so that packets of any
/// length, order and repetition fall into place, and read 20 ms at a time by the receiver's clock.
/// Thread rule: one thread. Never allocates.
/// Invariants:
///   1. Each `take` is 20 ms of the sender's time, whether packets came or not: a recording made of it keeps time.
///   2. The delay begins at 40 ms. It grows when the newest packet comes late, to 200 ms at most, and shrinks by single
///      frames, in quiet if possible, when 100 packets in a row came more than a frame earlier than needed.
///   3. A sample is played once: after `take` its place is empty.
class JitterBuffer {
  public:
    static constexpr int32_t kCapacity = 4096;                    // samples; a power of two
    static constexpr int32_t kLongestPacket = 1280;               // 160 ms
    static constexpr int32_t kStartDelay = 2 * Audio::kFrame;     // 40 ms
    static constexpr int32_t kLongestDelay = 10 * Audio::kFrame;  // 200 ms

    /// Places a packet's payload. `newest`: no packet sent later has come before it (SequenceTracker says so).
    /// A payload that is empty or longer than kLongestPacket is ignored. A change of law drops what waits.
    void put(uint32_t timestamp, std::span<const uint8_t> payload, g711::Law law, bool newest);

    /// The next 20 ms; gaps are concealed. Silence before the first packet.
    void take(Frame& out, Concealer& concealer);

    /// Another sender: what is still waiting is dropped, the next packet sets the time.
    void restart();

    /// Audio has come since the last restart.
    bool running() const { return running_; }
    /// Packets that came after the moment in which they should have been heard, in whole or in part.
    uint64_t late() const { return late_; }
    /// How long the audio that came last waits before it is heard.
    Millis delay() const;

  private:
    void anchor(uint32_t timestamp);
    int32_t catch_up(int32_t margin);
    void watch(int32_t margin);
    bool quiet() const;
    void shrink();
    void store(uint32_t at, std::span<const uint8_t> codes);
    void mark(uint32_t at, uint32_t count, bool present);
    bool present(uint32_t at) const { return (present_[at % kCapacity / 64] >> (at % 64) & 1) != 0; }
    uint32_t run(uint32_t at, uint32_t most) const;

    bool running_ = false;
    uint32_t read_ = 0;    // timestamp of the next sample to be heard
    uint32_t newest_ = 0;  // timestamp behind the last sample that came
    uint64_t late_ = 0;
    int late_in_a_row_ = 0;

    // How many samples ahead of their time the packets came, over the present and the previous window of 100 packets.
    int watched_ = 0;
    int32_t least_ = 0, most_ = 0, most_before_ = 0;
    int32_t surplus_ = 0;    // samples to skip, so that the delay shrinks
    int frames_waited_ = 0;  // for a quiet moment to skip them

    g711::Law law_ = g711::Law::a;
    std::array<uint64_t, kCapacity / 64> present_{};  // bit n: the ring's place n holds a sample
    std::array<uint8_t, kCapacity> codes_{};          // by timestamp modulo kCapacity
};

}  // namespace tiller::media
