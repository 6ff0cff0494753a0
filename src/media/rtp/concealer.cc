#include "media/rtp/concealer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace tiller::media {

/// The distance at which the last samples resemble those before them most.
int Concealer::find_pitch() const {
    int best = kShortestPitch;
    int32_t least = std::numeric_limits<int32_t>::max();
    const int16_t* const recent = history_.data() + kHistory - kCompared;
    for (int pitch = kShortestPitch; pitch <= kLongestPitch; ++pitch) {
        int32_t difference = 0;
        for (int i = 0; i < kCompared; ++i) difference += std::abs(recent[i] - recent[i - pitch]);
        if (difference < least) {
            least = difference;
            best = pitch;
        }
    }
    return best;
}

void Concealer::begin_gap() {
    pitch_ = find_pitch();
    const int16_t* const last = history_.data() + kHistory - pitch_;
    const int seam = pitch_ / 4;
    for (int i = 0; i < pitch_; ++i) period_[static_cast<size_t>(i)] = last[i];
    // The end of the period becomes what came before its beginning, so that its repetition has no step.
    for (int i = 0; i < seam; ++i) {
        const int at = pitch_ - seam + i;
        const float weight = static_cast<float>(i + 1) / static_cast<float>(seam);
        period_[static_cast<size_t>(at)] = (1 - weight) * last[at] + weight * last[at - pitch_];
    }
}

float Concealer::next() {
    const float gain = std::max(0.f, 1 - static_cast<float>(missing_) / kFadedOut);
    const float sample = gain * period_[static_cast<size_t>(missing_ % pitch_)];
    ++missing_;
    return sample;
}

void Concealer::fill(std::span<int16_t> samples) {
    if (missing_ == 0) begin_gap();
    size_t done = 0;
    for (; done < samples.size() && missing_ < kFadedOut; ++done) {
        // The first samples lean on the last real ones, mirrored, as there was no time to blend those.
        const int seam = pitch_ / 4;
        const int since = missing_;
        float sample = next();
        if (since < seam) {
            const float weight = static_cast<float>(since + 1) / static_cast<float>(seam);
            sample = weight * sample + (1 - weight) * history_[static_cast<size_t>(kHistory - 1 - since)];
        }
        samples[done] = static_cast<int16_t>(std::lround(sample));
    }
    std::ranges::fill(samples.subspan(done), int16_t{0});
}

void Concealer::heard(std::span<int16_t> samples) {
    if (missing_ > 0 && missing_ < kFadedOut) {
        const auto seam = static_cast<float>(pitch_) / 4;
        for (size_t i = 0; i < samples.size() && static_cast<float>(i) < seam; ++i) {
            const float weight = static_cast<float>(i + 1) / (seam + 1);
            samples[i] = static_cast<int16_t>(std::lround(weight * samples[i] + (1 - weight) * next()));
        }
    }
    missing_ = 0;
    const auto kept = samples.last(std::min<size_t>(samples.size(), kHistory));
    std::copy(history_.begin() + static_cast<ptrdiff_t>(kept.size()), history_.end(), history_.begin());
    std::ranges::copy(kept, history_.end() - static_cast<ptrdiff_t>(kept.size()));
}

void rise(std::span<int16_t> samples) {
    constexpr int kRise = 40;
    const int length = std::min(kRise, static_cast<int>(samples.size()));
    for (int i = 0; i < length; ++i) {
        int16_t& sample = samples[static_cast<size_t>(i)];
        sample = static_cast<int16_t>(sample * (i + 1) / (kRise + 1));
    }
}

}  // namespace tiller::media
