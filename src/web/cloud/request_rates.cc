#include "web/cloud/request_rates.h"

#include <algorithm>

namespace tiller::cloud {

Millis RequestRates::take(int64_t account, int64_t per_second, Millis now) {
    if (per_second <= 0) return Millis(0);
    constexpr int64_t kOne = 1'000;
    const int64_t full = per_second * kOne;
    std::lock_guard lock(mutex_);
    auto [entry, is_new] = buckets_.try_emplace(account, Bucket{full, now});
    Bucket& bucket = entry->second;
    // More than a second fills it, however long it was.
    Millis passed = std::min(now - bucket.filled, Millis(1'000));
    bucket.thousandths = std::min(full, bucket.thousandths + passed.count() * per_second);
    bucket.filled = now;
    if (bucket.thousandths < kOne) {
        return Millis((kOne - bucket.thousandths + per_second - 1) / per_second);
    }
    bucket.thousandths -= kOne;
    return Millis(0);
}

}  // namespace tiller::cloud
