#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace tiller::media {

/// A number that one thread counts up and others read.
class Tally {
  public:
    void add(uint64_t by = 1) { value_.store(value() + by, std::memory_order_relaxed); }
    uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<uint64_t> value_{0};
};

/// What one media thread counts: kept apart from the metrics registry, whose histograms take a lock.
/// Thread rule: written by the media thread, read by any.
struct MediaMetrics {
    /// Upper bounds of the lateness buckets; one more bucket holds what is above.
    static constexpr std::array<int, 18> kLatenessBounds{50,   100,   200,   300,   400,    500,
                                                         600,  800,   1000,  1500,  2000,   3000,
                                                         5000, 10000, 20000, 50000, 100000, 250000};  // µs

    Tally sent, received, ignored, lost, late, send_failures;
    std::array<Tally, kLatenessBounds.size() + 1> lateness;
    Tally lateness_sum;  // µs

    /// How long after its moment a call's frame was sent.
    void sent_late_by(std::chrono::microseconds lateness_now) {
        const auto us = lateness_now.count() < 0 ? 0 : lateness_now.count();
        size_t bucket = 0;
        while (bucket < kLatenessBounds.size() && us > kLatenessBounds[bucket]) ++bucket;
        lateness[bucket].add();
        lateness_sum.add(static_cast<uint64_t>(us));
    }
};

}  // namespace tiller::media
