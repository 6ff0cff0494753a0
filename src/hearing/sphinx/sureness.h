#pragma once
#include <algorithm>
#include <cmath>

namespace tiller::hearing {

/// From here on words count as said.
constexpr double kSure = 0.5;

/// How sure it is that the words of a grammar were said, 0 to 1: `behind` is by how much their score lies behind that
/// of any phones, a frame of 10 ms; `over_noise` in dB. In noise all phones fit alike, so less is asked for, and less is
/// sure.
inline double sureness(double behind, double over_noise) {
    constexpr double kSlope = 6;
    constexpr double kNoise = 5;  // what stands out no further is the noise itself
    if (over_noise < kNoise) return 0;
    const double quiet = std::clamp((over_noise - 15) / 25, 0.0, 1.0);  // 0 from 15 dB down, 1 from 40 dB on
    const double even = 34 + 7 * quiet;
    return 1 / (1 + std::exp((behind - even) / kSlope));
}

}  // namespace tiller::hearing
