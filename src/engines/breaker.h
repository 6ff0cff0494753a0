#pragma once
// Leaves an engine in peace that fails again and again: a call does not wait for what is known to be away.
#include <algorithm>
#include <mutex>

#include "base/clock.h"

namespace tiller::engines {

/// Thread rule: any thread.
/// Invariants:
/// 1. Fewer than kEnough failures in a row change nothing.
/// 2. From then on each failure closes the way: for kFirstPause, then twice as long as before, kLongestPause at most.
/// 3. One success forgets them all.
class Breaker {
  public:
    static constexpr int kEnough = 3;
    static constexpr Millis kFirstPause{1'000}, kLongestPause{60'000};

    explicit Breaker(const Clock& clock) : clock_(clock) {}

    bool is_closed() const {
        std::lock_guard lock(mutex_);
        return clock_.steady() < closed_until_;
    }
    void succeeded() {
        std::lock_guard lock(mutex_);
        failures_ = 0;
        pause_ = kFirstPause;
    }
    /// What was under way when it closed fails too, and does not count.
    void failed() {
        std::lock_guard lock(mutex_);
        const Millis now = clock_.steady();
        if (now < closed_until_ || ++failures_ < kEnough) return;
        closed_until_ = now + pause_;
        pause_ = std::min(pause_ * 2, kLongestPause);
    }

  private:
    const Clock& clock_;
    mutable std::mutex mutex_;
    int failures_ = 0;
    Millis pause_ = kFirstPause;
    Millis closed_until_{-1};
};

}  // namespace tiller::engines
