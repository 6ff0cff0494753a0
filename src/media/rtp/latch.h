#pragma once
#include "media/rtp/endpoint.h"

namespace tiller::media {

/// Whom a call's media goes to and comes from: symmetric RTP (RFC 4961) for peers behind address translation.
/// Thread rule: one thread.
/// Invariants:
///   1. Sends go to the announced address until valid RTP has come, then to where it came from.
///   2. That is learned once: from then on packets from elsewhere are not the call's, so that nobody can take it over
///   by
///      sending to our port. Only the announced address outranks a learned one.
///   3. A new announcement (re-INVITE) starts over, and for two seconds the former source cannot be learned again: its
///   last
///      packets are still on their way. An unchanged announcement (session refresh) changes nothing.
class Latch {
  public:
    /// The address of the peer's SDP.
    void announce(const Endpoint& endpoint);

    /// Whether a packet of valid RTP from `source` belongs to the call; learns.
    bool accept(const Endpoint& source);

    /// Where to send now; maybe not reachable().
    const Endpoint& target() const { return target_; }

    /// Lets 20 ms pass.
    void tick() {
        if (barred_frames_ > 0) --barred_frames_;
    }

  private:
    static constexpr int kBarredFrames = 100;

    Endpoint announced_, target_, barred_;
    bool learned_ = false;
    int barred_frames_ = 0;
};

}  // namespace tiller::media
