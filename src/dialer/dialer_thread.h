#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "dialer/dialer.h"

namespace tiller::dialer {

/// Runs a Dialer on the machine's clock. `wake` from any thread; the destructor stops it.
class DialerThread {
  public:
    ~DialerThread();
    void start(Dialer& dialer);
    void wake();
    void stop();

  private:
    void run(Dialer& dialer);
    std::mutex mutex_;
    std::condition_variable wake_;
    bool woken_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace tiller::dialer
