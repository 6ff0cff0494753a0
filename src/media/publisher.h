#pragma once
#include <vector>

#include "media/media_metrics.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace tiller::media {

/// Carries the metrics of the media threads into the metrics.
/// Thread rule: one thread.
class Publisher {
  public:
    Publisher();
    /// All values are totals since the engine was opened, except `sessions` and `queued`.
    void publish(const std::vector<const MediaMetrics*>& threads, size_t sessions, int64_t queued, uint64_t gap_frames);

  private:
    struct Total;
    void raise(prometheus::Counter& counter, uint64_t total, uint64_t& before);

    prometheus::Gauge& sessions_;
    prometheus::Gauge& queued_;
    prometheus::Counter& sent_;
    prometheus::Counter& received_;
    prometheus::Counter& ignored_;
    prometheus::Counter& lost_;
    prometheus::Counter& late_;
    prometheus::Counter& send_failures_;
    prometheus::Counter& gaps_;
    prometheus::Histogram& lateness_;

    uint64_t sent_before_ = 0, received_before_ = 0, ignored_before_ = 0, lost_before_ = 0, late_before_ = 0;
    uint64_t send_failures_before_ = 0, gaps_before_ = 0, lateness_sum_before_ = 0;
    std::vector<uint64_t> lateness_before_;
};

}  // namespace tiller::media
