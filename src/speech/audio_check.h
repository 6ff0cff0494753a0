#pragma once
// What a test may say of synthesized audio: length, level, where the sound is. Never its bytes: engines are not
// deterministic.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

#include "base/audio.h"

namespace tiller::speech {

inline int peak(std::span<const int16_t> samples) {
    int most = 0;
    for (int16_t s : samples) most = std::max(most, std::abs(static_cast<int>(s)));
    return most;
}

inline double rms(std::span<const int16_t> samples) {
    double sum = 0;
    for (int16_t s : samples) sum += static_cast<double>(s) * s;
    return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

}  // namespace tiller::speech
