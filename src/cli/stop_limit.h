#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.h"

namespace tiller::cli {

/// The last resort of a stop: calls `give_up`, on a thread of its own, if this object is still there after `limit`.
/// Destroying it in time calls it off.
class StopLimit {
  public:
    StopLimit(Millis limit, std::function<void()> give_up)
        : thread_([this, limit, give_up = std::move(give_up)] {
              std::unique_lock lock(mutex_);
              if (!ended_.wait_for(lock, limit, [this] { return is_over_; })) give_up();
          }) {}
    ~StopLimit() {
        {
            std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        ended_.notify_all();
        thread_.join();
    }
    StopLimit(const StopLimit&) = delete;
    StopLimit& operator=(const StopLimit&) = delete;

  private:
    std::mutex mutex_;
    std::condition_variable ended_;
    bool is_over_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace tiller::cli
