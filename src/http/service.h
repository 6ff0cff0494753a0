#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "http/access_metrics.h"
#include "http/http.h"
#include "http/worker_pool.h"

namespace tiller::http {

/// How many connections are open, for those who wait until none is. Safe from any thread.
class Census {
  public:
    void enter();
    void leave();
    size_t count() const;
    /// True if nobody is left before `deadline`.
    bool wait_until_empty(std::chrono::steady_clock::time_point deadline);

  private:
    mutable std::mutex mutex_;
    std::condition_variable empty_;
    size_t count_ = 0;
};

/// The memory of all requests' bodies, together. Safe from any thread.
class BodyBudget {
  public:
    explicit BodyBudget(size_t limit) : limit_(limit) {}
    /// A body takes `now` bytes instead of `before`.
    void change(size_t before, size_t now) { held_ += now - before; }
    bool is_spent() const { return held_ > limit_; }

  private:
    const size_t limit_;
    std::atomic<size_t> held_{0};
};

/// What all connections of a server share. Safe from any thread.
struct Service {
    Service(const ServerOptions& options, std::shared_ptr<const Router> router);

    const ServerOptions options;
    const std::shared_ptr<const Router> router;
    AccessMetrics metrics;
    WorkerPool pool;
    Census census;
    BodyBudget bodies;
    std::atomic<bool> draining = false;  // answers close their connections, and no request is begun
};

}  // namespace tiller::http
