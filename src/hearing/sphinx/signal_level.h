#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/audio.h"
#include "hearing/vad/noise_gate.h"

namespace tiller::hearing {

/// How loud an utterance is, and how far it stands out of the noise around it.
class SignalLevel {
  public:
    void reset() {
        frames_.clear();
        rest_.clear();
    }
    void add(std::span<const int16_t> samples) {
        rest_.insert(rest_.end(), samples.begin(), samples.end());
        size_t used = 0;
        for (; used + Audio::kFrame <= rest_.size(); used += Audio::kFrame) {
            frames_.push_back(static_cast<float>(loudness(std::span(rest_).subspan(used, Audio::kFrame))));
        }
        rest_.erase(rest_.begin(), rest_.begin() + static_cast<int64_t>(used));
    }
    /// Root mean square of the loud frames: of ten one is louder.
    double loud() const { return of_ten(9); }
    /// The loud frames over the quiet ones, in dB; 60 is as good as without noise.
    double over_noise() const {
        if (frames_.size() < 5) return 60;
        return std::clamp(20 * std::log10((loud() + 1) / (of_ten(1) + 1)), 0.0, 60.0);
    }

  private:
    double of_ten(size_t part) const {
        if (frames_.empty()) return 0;
        std::vector<float> sorted = frames_;
        std::ranges::sort(sorted);
        return sorted[std::min(sorted.size() - 1, sorted.size() * part / 10)];
    }

    std::vector<float> frames_;  // loudness of 20 ms each
    std::vector<int16_t> rest_;
};

}  // namespace tiller::hearing
