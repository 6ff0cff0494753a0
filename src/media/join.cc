#include "media/join.h"

#include <algorithm>
#include <limits>

namespace tiller::media {
void Join::take(Join* other, Frame& out) {
    if (other == nullptr || !other->fresh_) return concealer_.fill(out);
    other->fresh_ = false;
    out = other->heard_;
    if (concealer_.faded()) rise(out);
    concealer_.heard(out);
}

void mix(const Frame& other, Frame& frame) {
    constexpr int kLoudest = std::numeric_limits<int16_t>::max();
    for (size_t i = 0; i < frame.size(); ++i) {
        frame[i] = static_cast<int16_t>(std::clamp(frame[i] + other[i], -kLoudest - 1, kLoudest));
    }
}

}  // namespace tiller::media
