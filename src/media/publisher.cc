#include "media/publisher.h"

#include "base/metrics.h"

namespace tiller::media {
namespace {

constexpr double kMicro = 1e-6;

std::vector<double> lateness_bounds() {
    std::vector<double> bounds;
    for (const int us : MediaMetrics::kLatenessBounds) bounds.push_back(us * kMicro);
    return bounds;
}

uint64_t sum(const std::vector<const MediaMetrics*>& threads, Tally MediaMetrics::*tally) {
    uint64_t total = 0;
    for (const MediaMetrics* metrics : threads) total += (metrics->*tally).value();
    return total;
}

}  // namespace

Publisher::Publisher()
    : sessions_(metrics::gauge("tiller_media_sessions", "Open RTP sessions.")),
      queued_(metrics::gauge("tiller_media_recorder_queue_chunks", "Audio chunks that wait for a recorder thread.")),
      sent_(metrics::counter("tiller_media_packets_sent_total", "RTP packets sent.")),
      received_(metrics::counter("tiller_media_packets_received_total", "RTP packets received that belong to a call.")),
      ignored_(metrics::counter("tiller_media_packets_ignored_total",
                                "Datagrams that are no RTP, of an unknown payload type, or from a stranger.")),
      lost_(
          metrics::counter("tiller_media_packets_lost_total", "RTP packets that never came, counted at a call's end.")),
      late_(metrics::counter("tiller_media_packets_late_total",
                             "RTP packets that came too late to be heard in time, counted at a call's end.")),
      send_failures_(metrics::counter("tiller_media_send_failures_total", "RTP packets that the system did not send.")),
      gaps_(metrics::counter("tiller_media_recording_gap_frames_total",
                             "Frames of 20 ms that are silent in a recording because recording could not keep up.")),
      lateness_(metrics::histogram("tiller_media_tick_lateness_seconds",
                                   "How long after its moment a call's frame of 20 ms was sent.", lateness_bounds())),
      lateness_before_(MediaMetrics::kLatenessBounds.size() + 1) {}

void Publisher::raise(prometheus::Counter& counter, uint64_t total, uint64_t& before) {
    counter.Increment(static_cast<double>(total - before));
    before = total;
}

void Publisher::publish(const std::vector<const MediaMetrics*>& threads, size_t sessions, int64_t queued,
                        uint64_t gap_frames) {
    sessions_.Set(static_cast<double>(sessions));
    queued_.Set(static_cast<double>(queued));
    raise(sent_, sum(threads, &MediaMetrics::sent), sent_before_);
    raise(received_, sum(threads, &MediaMetrics::received), received_before_);
    raise(ignored_, sum(threads, &MediaMetrics::ignored), ignored_before_);
    raise(lost_, sum(threads, &MediaMetrics::lost), lost_before_);
    raise(late_, sum(threads, &MediaMetrics::late), late_before_);
    raise(send_failures_, sum(threads, &MediaMetrics::send_failures), send_failures_before_);
    raise(gaps_, gap_frames, gaps_before_);

    std::vector<double> increments;
    for (size_t bucket = 0; bucket < lateness_before_.size(); ++bucket) {
        uint64_t total = 0;
        for (const MediaMetrics* metrics : threads) total += metrics->lateness[bucket].value();
        increments.push_back(static_cast<double>(total - lateness_before_[bucket]));
        lateness_before_[bucket] = total;
    }
    const uint64_t lateness_sum = sum(threads, &MediaMetrics::lateness_sum);
    lateness_.ObserveMultiple(increments, static_cast<double>(lateness_sum - lateness_sum_before_) * kMicro);
    lateness_sum_before_ = lateness_sum;
}

}  // namespace tiller::media
