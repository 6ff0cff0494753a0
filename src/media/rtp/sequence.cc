#include "media/rtp/sequence.h"

namespace tiller::media {
namespace {
constexpr int kWindow = 64;
constexpr int kMaxDropout = 3000;  // RFC 3550 A.1: a jump forward beyond it (a minute of audio) is another stream
}  // namespace

void SequenceTracker::begin(uint16_t sequence) {
    started_ = true;
    suspect_ = false;
    first_ = newest_ = sequence;
    seen_ = 1;
    ++received_;
}

void SequenceTracker::restart() {
    past_expected_ = expected();
    started_ = false;
    suspect_ = false;
}

SequenceTracker::Arrival SequenceTracker::arrive(uint16_t sequence) {
    if (!started_) {
        begin(sequence);
        return Arrival::newest;
    }
    const int ahead = static_cast<int16_t>(sequence - static_cast<uint16_t>(newest_));
    if (ahead > 0 && ahead < kMaxDropout) {
        seen_ = ahead < kWindow ? seen_ << ahead | 1 : 1;
        newest_ += static_cast<uint64_t>(ahead);
        ++received_;
        suspect_ = false;
        return Arrival::newest;
    }
    if (ahead <= 0 && -ahead < kWindow) {
        const uint64_t bit = uint64_t{1} << -ahead;
        if ((seen_ & bit) != 0) return Arrival::duplicate;
        seen_ |= bit;
        // A packet from before the first one we saw widens the account instead of unbalancing it.
        if (newest_ - first_ < static_cast<uint64_t>(-ahead)) {
            if (first_ < static_cast<uint64_t>(-ahead)) {
                first_ += 0x10000;
                newest_ += 0x10000;
            }
            first_ = newest_ - static_cast<uint64_t>(-ahead);
        }
        ++received_;
        return Arrival::reordered;
    }
    if (suspect_ && sequence == suspect_next_) {
        restart();
        begin(sequence);
        return Arrival::restarted;
    }
    suspect_ = true;
    suspect_next_ = static_cast<uint16_t>(sequence + 1);
    // Older than the window but near: a very late repetition, or a packet given up as lost.
    return ahead <= 0 && -ahead < kMaxDropout ? Arrival::duplicate : Arrival::stray;
}

}  // namespace tiller::media
