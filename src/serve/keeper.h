#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "privacy/retention.h"

namespace tiller::serve {

/// Runs retention in a thread of its own, behind everything else. Its destructor stops it. Thread rule: main thread.
class Keeper {
  public:
    explicit Keeper(std::unique_ptr<privacy::Retention> retention);
    ~Keeper();

  private:
    void run();

    const std::unique_ptr<privacy::Retention> retention_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;  // under mutex_
    std::thread thread_;
};

}  // namespace tiller::serve
