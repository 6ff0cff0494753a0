#include "api/request_rates.h"

#include <algorithm>
#include <cmath>

namespace tiller::api {

Millis RequestRates::take(int64_t account, int64_t per_second, Millis now) {
    if (per_second <= 0) return Millis(0);
    auto rate = static_cast<double>(per_second);
    std::lock_guard lock(mutex_);
    auto [entry, is_new] = buckets_.try_emplace(account, Bucket{rate, now});
    Bucket& bucket = entry->second;
    double seconds = std::chrono::duration<double>(now - bucket.filled).count();
    bucket.tokens = std::min(rate, bucket.tokens + seconds * rate);
    bucket.filled = now;
    if (bucket.tokens < 1) return Millis(static_cast<int64_t>(std::ceil((1 - bucket.tokens) / rate * 1000)));
    bucket.tokens -= 1;
    return Millis(0);
}

}  // namespace tiller::api
