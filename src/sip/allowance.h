#pragma once
#include <algorithm>

#include "base/clock.h"

namespace tiller::sip {

/// So many a second, and as many at once. Thread rule: its owner's thread.
class Allowance {
  public:
    Allowance(const Clock& clock, int64_t per_second)
        : clock_(clock), per_second_(per_second), left_(per_second * 1000), filled_(clock.steady()) {}

    /// True if there is one left, which is then taken.
    bool take() {
        const Millis now = clock_.steady();
        left_ = std::min(per_second_ * 1000, left_ + (now - filled_).count() * per_second_);
        filled_ = now;
        if (left_ < 1000) return false;
        left_ -= 1000;
        return true;
    }

  private:
    const Clock& clock_;
    const int64_t per_second_;
    int64_t left_;  // in thousandths
    Millis filled_;
};

}  // namespace tiller::sip
