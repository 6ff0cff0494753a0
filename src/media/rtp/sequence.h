#pragma once
#include <cstdint>

namespace tiller::media {

/// The account of one sender's sequence numbers: what is new, what came twice, how much is missing.
/// RFC 3550, appendix A.1 and A.3, with a window of 64 packets in which a reordered packet is told from a repeated one.
/// Thread rule: one thread.
/// Invariants:
///   1. received() ≤ expected(): a packet counts once, however often it comes.
///   2. After a restart of the sender (new SSRC, or two packets in sequence far away) the losses before it stay
///   counted.
class SequenceTracker {
  public:
    enum class Arrival {
        newest,     // in front of everything so far
        reordered,  // filled a gap
        duplicate,  // seen before, or too old to tell
        stray,      // far away from the sequence: a second one in sequence makes it a restart
        restarted,  // the sender began again; treat as the first packet of a stream
    };

    Arrival arrive(uint16_t sequence);

    /// The next packet begins a new stream (other SSRC).
    void restart();

    uint64_t expected() const { return past_expected_ + (started_ ? newest_ - first_ + 1 : 0); }
    uint64_t received() const { return received_; }
    uint64_t lost() const { return expected() - received_; }

  private:
    void begin(uint16_t sequence);

    bool started_ = false;
    bool suspect_ = false;        // suspect_next_ holds
    uint16_t suspect_next_ = 0;   // the packet that would confirm a restart
    uint64_t first_ = 0;          // extended sequence number of the stream's first packet
    uint64_t newest_ = 0;         // extended: never wraps
    uint64_t seen_ = 0;           // bit n: newest_ - n has come
    uint64_t past_expected_ = 0;  // of streams before the present one
    uint64_t received_ = 0;
};

}  // namespace tiller::media
