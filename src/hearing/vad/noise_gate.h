#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/loudness.h"

namespace tiller::hearing {

/// Opens for what is louder than the noise: its floor is the quietest frame of the last two seconds.
class NoiseGate {
  public:
    /// Opens from this multiple of the floor on.
    explicit NoiseGate(double above) : above_(above) {}
    /// Takes the loudness of the next 20 ms; true if they stand out.
    bool pass(double rms) {
        recent_[next_] = static_cast<float>(rms);
        next_ = (next_ + 1) % recent_.size();
        filled_ = std::min(filled_ + 1, recent_.size());
        const float floor = *std::min_element(recent_.begin(), recent_.begin() + static_cast<int64_t>(filled_));
        return rms > above_ * floor + kLeast;
    }

  private:
    static constexpr double kLeast = 20;
    const double above_;
    std::array<float, 100> recent_{};
    size_t next_ = 0, filled_ = 0;
};

}  // namespace tiller::hearing
