#include "media/rtp/latch.h"

namespace tiller::media {

void Latch::announce(const Endpoint& endpoint) {
    if (endpoint == announced_) return;
    if (learned_) {
        barred_ = target_;
        barred_frames_ = kBarredFrames;
    }
    announced_ = target_ = endpoint;
    learned_ = false;
}

bool Latch::accept(const Endpoint& source) {
    if (learned_ && source == target_) return true;
    if (source == announced_) {
        target_ = source;
        learned_ = true;
        return true;
    }
    if (learned_ || (barred_frames_ > 0 && source == barred_)) return false;
    target_ = source;
    learned_ = true;
    return true;
}

}  // namespace tiller::media
