#include "media/playout.h"

#include <algorithm>

namespace tiller::media {

void Playout::play(const std::vector<AudioPtr>* parts) {
    parts_ = parts;
    part_ = sample_ = 0;
}

bool Playout::fill(Frame& out) {
    size_t filled = 0;
    while (parts_ != nullptr && filled < out.size() && part_ < parts_->size()) {
        const Audio* audio = (*parts_)[part_].get();
        const size_t left = audio == nullptr ? 0 : audio->samples.size() - sample_;
        const size_t now = std::min(left, out.size() - filled);
        if (now > 0) std::copy_n(audio->samples.begin() + static_cast<ptrdiff_t>(sample_), now, out.begin() + filled);
        filled += now;
        sample_ += now;
        if (now == left) {
            ++part_;
            sample_ = 0;
        }
    }
    std::fill(out.begin() + filled, out.end(), int16_t{0});
    if (parts_ == nullptr || part_ < parts_->size()) return false;
    parts_ = nullptr;
    return true;
}

}  // namespace tiller::media
