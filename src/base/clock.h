#pragma once
// The seam to time. Rooms take a Clock&; tests and the simulator hand in one that they turn.
#include <atomic>
#include <chrono>

namespace tiller {

using Millis = std::chrono::milliseconds;
/// A moment of the calendar, UTC, to the millisecond.
using Instant = std::chrono::time_point<std::chrono::system_clock, Millis>;

inline int64_t to_ms(Instant t) { return t.time_since_epoch().count(); }
inline Instant from_ms(int64_t ms) { return Instant(Millis(ms)); }

class Clock {
  public:
    virtual ~Clock() = default;
    /// Wall time: may jump when the machine's clock is set.
    virtual Instant now() const = 0;
    /// Monotonic time since an arbitrary start: for durations and pacing.
    virtual Millis steady() const = 0;
};

/// The machine's clock. Safe from any thread.
class SystemClock final : public Clock {
  public:
    Instant now() const override { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
    Millis steady() const override {
        return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch());
    }
};

/// A clock that stands still until it is turned. Safe from any thread.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Instant start = from_ms(1'700'000'000'000)) : now_ms_(to_ms(start)) {}
    Instant now() const override { return from_ms(now_ms_.load()); }
    Millis steady() const override { return Millis(steady_ms_.load()); }
    /// Lets time pass: both wall and monotonic time go on.
    void advance(Millis by) { now_ms_ += by.count(), steady_ms_ += by.count(); }
    /// Sets the wall clock, as an administrator or NTP would: monotonic time stays.
    void jump_to(Instant t) { now_ms_ = to_ms(t); }

  private:
    std::atomic<int64_t> now_ms_;
    std::atomic<int64_t> steady_ms_{0};
};

}  // namespace tiller
