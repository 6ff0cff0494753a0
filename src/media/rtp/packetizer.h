#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "base/random.h"
#include "media/rtp/digit_sender.h"
#include "media/rtp/jitter.h"
#include "media/rtp/peer.h"
#include "media/rtp/rtp.h"

namespace tiller::media {

/// Makes the RTP packets that we send: numbers them and stamps them with our clock. RFC 3550, 5.1; RFC 3551, 4.1.
/// Thread rule: one thread. Never allocates. A returned packet is valid until the next call.
/// Invariants:
///   1. SSRC, first sequence number and first timestamp are random; the sequence number grows by one a packet, the
///      timestamp by 160 a frame of 20 ms, whatever the frame held.
///   2. All packets of a key carry the timestamp of its start (RFC 4733, 2.5.1.2).
///   3. The marker is on the first audio packet, on the first after a gap in the audio, and on the first packet of a
///   key.
class Packetizer {
  public:
    using Bytes = std::span<const uint8_t>;

    explicit Packetizer(Random& random);

    /// What is gathered in the old format must have been flushed.
    void configure(const Peer& peer);

    /// Takes a frame of audio; the packet when it is full, else nothing.
    Bytes audio(const Frame& frame);
    /// The packet of gathered frames, though it is not full; nothing when there are none.
    Bytes flush();
    /// A frame in which a key is down, or its end is repeated, as an event packet.
    Bytes key(const DigitSender::Step& step);
    /// `frames` in which nothing is sent.
    void skip(uint32_t frames);

  private:
    static constexpr size_t kMostFrames = 3;

    Bytes finish(uint8_t payload_type, bool marker, uint32_t timestamp, size_t payload);

    g711::Law law_ = g711::Law::a;
    uint8_t event_payload_ = 101;
    size_t frames_per_packet_ = 1;

    uint32_t ssrc_, timestamp_;
    uint16_t sequence_;
    bool after_gap_ = true;
    size_t gathered_ = 0;
    uint32_t key_start_ = 0;
    std::array<uint8_t, rtp::kHeaderBytes + kMostFrames * Audio::kFrame> packet_{};
};

}  // namespace tiller::media
