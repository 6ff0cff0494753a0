#include "webhook/health.h"

namespace tiller::webhook {
namespace {

constexpr std::chrono::days kHopelessAfter{5};
constexpr int kHopelessFailures = 5;
constexpr int kParallelProbes = 2;
constexpr int kFailuresWithoutPause = 20;
constexpr std::chrono::seconds kPause{1};

}  // namespace

bool Health::succeeded() {
    failures_ = 0;
    next_probe_ = Instant::min();
    return std::exchange(failing_since_, std::nullopt).has_value();
}

bool Health::failed(Instant now) {
    if (++failures_ > kFailuresWithoutPause) next_probe_ = now + kPause;
    if (failing_since_) return false;
    failing_since_ = now;
    return true;
}

bool Health::is_hopeless(Instant now) const {
    return failing_since_ && now - *failing_since_ >= kHopelessAfter && failures_ >= kHopelessFailures;
}

int Health::parallel(int limit) const { return failing_since_ ? std::min(limit, kParallelProbes) : limit; }

void Health::clock_set_back(Instant now) {
    next_probe_ = std::min(next_probe_, now);
    if (failing_since_) failing_since_ = std::min(*failing_since_, now);
}

}  // namespace tiller::webhook
