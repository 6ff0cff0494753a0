#include "http/service.h"

namespace tiller::http {

void Census::enter() {
    std::lock_guard lock(mutex_);
    ++count_;
}

void Census::leave() {
    std::lock_guard lock(mutex_);
    if (--count_ == 0) empty_.notify_all();
}

size_t Census::count() const {
    std::lock_guard lock(mutex_);
    return count_;
}

bool Census::wait_until_empty(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [&] { return count_ == 0; });
}

Service::Service(const ServerOptions& given, std::shared_ptr<const Router> its_router)
    : options(given),
      router(std::move(its_router)),
      pool(given.worker_threads, given.max_queued),
      bodies(given.bodies_limit) {}

}  // namespace tiller::http
