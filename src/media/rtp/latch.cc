#include "media/rtp/latch.h"

#include <algorithm>

namespace tiller::media {

void Latch::announce(const Sources& sources) {
    const bool moved = sources.announced != sources_.announced;
    sources_ = sources;
    if (const Host host = sources.announced.host(); !host.is_none()) named_ = host;
    if (!moved) return;
    if (learned_) {
        barred_ = target_;
        barred_frames_ = kBarredFrames;
    }
    target_ = sources.announced;
    learned_ = false;
    candidates_ = {};
}

Latch::Rank Latch::rank_of(const SocketAddress& source) const {
    if (source == sources_.announced) return announced;
    const Host host = source.host();
    if (host == named_) return announced_host;
    if (std::ranges::find(sources_.signalling, host) != sources_.signalling.end()) return signalling_host;
    return sources_.anywhere ? anywhere : stranger;
}

bool Latch::may_learn(const SocketAddress& source, Rank rank) const {
    if (rank == announced) return true;
    if (rank == stranger || (barred_frames_ > 0 && source == barred_)) return false;
    if (!learned_ || rank > learned_rank_) return true;
    return rank != anywhere && silent_frames_ >= kSilentFrames;
}

/// Two packets of a source, one of which may be lost between them.
bool Latch::follows(const SocketAddress& source, Rank rank, uint16_t sequence) {
    Candidate& candidate = candidates_[static_cast<size_t>(rank)];
    const int steps = static_cast<int16_t>(sequence - candidate.sequence);
    const bool yes = candidate.source == source && (steps == 1 || steps == 2);
    candidate = {source, sequence};
    return yes;
}

bool Latch::accept(const SocketAddress& source, uint16_t sequence) {
    if (!learned_ || source != target_) {
        const Rank rank = rank_of(source);
        if (!may_learn(source, rank)) return false;
        if (rank != announced && !follows(source, rank, sequence)) return false;
        target_ = source;
        learned_ = true;
        learned_rank_ = rank;
    }
    silent_frames_ = 0;
    return true;
}

}  // namespace tiller::media
