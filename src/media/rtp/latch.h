#pragma once
#include <array>
#include <cstdint>

#include "media/rtp/socket_address.h"

namespace tiller::media {

/// Where a call's audio may come from.
struct Sources {
    SocketAddress announced;         // the address of the peer's SDP
    std::array<Host, 4> signalling;  // hosts that the signalling goes to
    bool anywhere = false;           // from others too, until a better source sends
};

/// Whom a call's media goes to and comes from: symmetric RTP (RFC 4961) for peers behind address translation.
/// Sources have a rank: the announced address; another port of its host; a host of the signalling; anywhere, where that
/// is allowed. Nobody else's packets are the call's.
/// Thread rule: one thread.
/// Invariants:
///   1. Sends go to the announced address until another source was learned, then there.
///   2. The announced address is learned by one packet. Any other source needs two that follow each other, so that
///   strangers who try ports are not taken for it.
///   3. A learned source is replaced by one of better rank. By one of the same or a lower rank only when it has been
///   silent for a second (a translator gave the peer another port, a server took the call over), and never by one from
///   anywhere.
///   4. A new announcement (re-INVITE) starts over, and for two seconds the former source cannot be learned again: its
///   last packets are still on their way. An unchanged announcement (session refresh) changes nothing.
class Latch {
  public:
    void announce(const Sources& sources);

    /// Whether a packet of valid RTP with this sequence number from `source` belongs to the call; learns.
    bool accept(const SocketAddress& source, uint16_t sequence);

    /// Where to send now; maybe not reachable().
    const SocketAddress& target() const { return target_; }

    /// Lets 20 ms pass.
    void tick() {
        if (barred_frames_ > 0) --barred_frames_;
        ++silent_frames_;
    }

  private:
    enum Rank { stranger = -1, anywhere, signalling_host, announced_host, announced };
    static constexpr int kBarredFrames = 100;
    static constexpr uint32_t kSilentFrames = 50;

    Rank rank_of(const SocketAddress& source) const;
    bool may_learn(const SocketAddress& source, Rank rank) const;
    bool follows(const SocketAddress& source, Rank rank, uint16_t sequence);

    /// The last packet of a source of some rank that is not known well enough yet.
    struct Candidate {
        SocketAddress source;
        uint16_t sequence = 0;
    };

    Sources sources_;
    Host named_;  // by the SDP, now or before it asked for hold by 0.0.0.0
    SocketAddress target_, barred_;
    bool learned_ = false;
    Rank learned_rank_ = anywhere;
    uint32_t silent_frames_ = 0;
    int barred_frames_ = 0;
    std::array<Candidate, 3> candidates_;  // by rank, so that a flood of a lower one does not hide a better one
};

}  // namespace tiller::media
