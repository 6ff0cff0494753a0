#pragma once
#include <cmath>

namespace tiller::hearing {

/// From here on words count as said.
constexpr double kSure = 0.5;

/// How sure it is that the words of a grammar were said, 0 to 1: `behind` is by how much their score lies behind that
/// of any phones, a frame of 10 ms; `over_noise` in dB. In noise all phones fit alike, so less is asked for, and less is
/// sure.
inline double sureness(double behind, double over_noise) {
    constexpr double kEven = 12, kSlope = 3;
    constexpr double kNoise = 5;  // what stands out no further is the noise itself
    return over_noise < kNoise ? 0 : 1 / (1 + std::exp((behind - kEven) / kSlope));
}

}  // namespace tiller::hearing
