#pragma once
#include <optional>
#include <span>

#include "media/rtp/jitter.h"
#include "media/rtp/latch.h"
#include "media/rtp/peer.h"
#include "media/rtp/sequence.h"
#include "media/rtp/telephone_event.h"
#include "media/rtp/tone_detector.h"

namespace tiller::media {

/// What comes from the peer: datagrams in, frames of 20 ms and keys out.
/// Thread rule: one thread at a time. Allocates when made, never later. Any bytes may come in.
/// Invariants:
///   1. Only RTP of a payload type that we know counts and teaches where the peer is; anything else is ignored.
///   2. Both laws are understood, whichever was agreed (RFC 3551 numbers them for good); comfort noise (RFC 3389) is
///      counted and otherwise ignored, so a pause stays silent.
///   3. Keys come from telephone events when those were agreed, else from tones; never from both.
///   4. Events may come as a stream of their own, beside the audio: each has its numbers, and neither disturbs the
///   other.
class Receiver {
  public:
    void configure(const Peer& peer);

    /// One datagram from the call's socket. True when it belonged to the call.
    bool datagram(std::span<const uint8_t> bytes, const SocketAddress& source);

    /// The next 20 ms of the peer's audio; lets that time pass.
    void take(Frame& out);
    std::optional<char> next_key();

    /// Audio has come: frames are worth listening to.
    bool hearing() const { return jitter_.running(); }
    const SocketAddress& target() const { return latch_.target(); }

    uint64_t packets() const { return packets_; }
    uint64_t lost() const { return main_.sequence.lost() + aside_.sequence.lost(); }
    uint64_t late() const { return jitter_.late(); }
    /// Frames of 20 ms since the last packet of the call, or since the receiver was made.
    uint64_t silent_frames() const { return silent_frames_; }

  private:
    /// One sender's packets, by its SSRC.
    struct Stream {
        bool known = false;
        uint32_t ssrc = 0;
        SequenceTracker sequence;

        bool is(uint32_t of) const { return known && ssrc == of; }
        void begin(uint32_t of) {
            if (known) sequence.restart();
            known = true;
            ssrc = of;
        }
    };

    Stream& stream_of(uint32_t ssrc, bool event);

    Latch latch_;
    Stream main_, aside_;  // the audio's; that of events, when it is another one
    Concealer concealer_;
    EventReceiver events_;
    ToneDetector tones_;
    int event_payload_ = -1, offered_event_payload_ = -1;

    uint64_t packets_ = 0;
    uint64_t silent_frames_ = 0;
    JitterBuffer jitter_;  // last: its ring would part what is used together
};

}  // namespace tiller::media
