#include "dialer/line_gate.h"

#include <algorithm>
#include <cmath>

namespace tiller::dialer {
namespace {

constexpr Millis kSecond{1'000};
constexpr Millis kFirstRest{2'000};
constexpr Millis kLongestRest{60'000};
// Starts are spaced evenly; a dialer that wakes a little late may catch up on this much, no more.
constexpr double kCatchUpMs = 50;

}  // namespace

LineGate::LineGate(int max_channels, double max_calls_per_second) { set_limits(max_channels, max_calls_per_second); }

void LineGate::set_limits(int max_channels, double max_calls_per_second) {
    max_channels_ = max_channels;
    interval_ms_ = 1000 / max_calls_per_second;
    most_a_second_ = static_cast<size_t>(std::ceil(max_calls_per_second));
}

void LineGate::take_over(Millis now) {
    next_start_ms_ = std::max(next_start_ms_, static_cast<double>((now + kSecond).count()));
}

int LineGate::free(Millis now) const {
    if (is_resting(now)) return 0;
    double since =
        static_cast<double>(now.count()) - std::max(next_start_ms_, static_cast<double>(now.count()) - kCatchUpMs);
    int by_rate = since < 0 ? 0 : 1 + static_cast<int>(std::floor(since / interval_ms_));
    // Catching up must not make a second hold more than it may.
    auto recent = std::count_if(starts_.begin(), starts_.end(), [&](Millis start) { return start > now - kSecond; });
    int by_second = static_cast<int>(most_a_second_) - static_cast<int>(recent);
    return std::max(0, std::min({by_rate, by_second, max_channels_ - channels_in_use()}));
}

void LineGate::begin(Millis now) {
    ++in_use_;
    starts_.push_back(now);
    while (starts_.front() <= now - kSecond) starts_.pop_front();
    next_start_ms_ = std::max(next_start_ms_, static_cast<double>(now.count()) - kCatchUpMs) + interval_ms_;
}

void LineGate::end(Millis now, bool refused_us) {
    --in_use_;
    if (!refused_us) {
        refusals_ = 0;
        rest_ = Millis(0);
        return;
    }
    if (++refusals_ < kRefusalsInARow || is_resting(now)) return;
    rest_ = std::clamp(rest_ * 2, kFirstRest, kLongestRest);
    rests_until_ = now + rest_;
}

Millis LineGate::next_chance(Millis now) const {
    if (channels_in_use() >= max_channels_) return Millis::max();
    Millis by_rate(static_cast<int64_t>(std::ceil(next_start_ms_)));
    Millis by_second = starts_.size() < most_a_second_ ? Millis(0) : starts_[starts_.size() - most_a_second_] + kSecond;
    return std::max({now + Millis(1), by_rate, by_second, rests_until_});
}

}  // namespace tiller::dialer
