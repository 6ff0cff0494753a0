#pragma once
// How many requests an account may make (limits.requests_per_second of the management interface).
#include <mutex>
#include <unordered_map>

#include "base/clock.h"

namespace tiller::cloud {

/// A bucket for each account that holds a second's worth of requests and fills up evenly.
/// Thread rule: any thread. Times are monotonic.
class RequestRates {
  public:
    /// Takes one request of the account; zero, or how long it has to wait for the next. `per_second` 0: no limit.
    Millis take(int64_t account, int64_t per_second, Millis now);

  private:
    struct Bucket {
        int64_t thousandths = 0;  // of requests: at n a second, n come each millisecond
        Millis filled{0};
    };
    std::mutex mutex_;
    std::unordered_map<int64_t, Bucket> buckets_;  // of accounts with a limit
};

}  // namespace tiller::cloud
