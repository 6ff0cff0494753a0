#pragma once
#include <cmath>
#include <cstdint>
#include <span>

namespace tiller {

/// Root mean square of the samples, 0 to 32767; 0 of none.
inline double loudness(std::span<const int16_t> samples) {
    double sum = 0;
    for (const int16_t sample : samples) sum += static_cast<double>(sample) * sample;
    return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

}  // namespace tiller
