#include "dialer/dialer_thread.h"

#include <pthread.h>

#include "base/log.h"

namespace tiller::dialer {
namespace {

// Notes that come in a burst are taken in one step, and starts are paced no finer than this.
constexpr Millis kShortestNap{2};

}  // namespace

DialerThread::~DialerThread() { stop(); }

void DialerThread::start(Dialer& dialer) {
    thread_ = std::thread([this, &dialer] { run(dialer); });
}

void DialerThread::wake() {
    {
        std::lock_guard lock(mutex_);
        if (woken_) return;
        woken_ = true;
    }
    wake_.notify_one();
}

void DialerThread::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void DialerThread::run(Dialer& dialer) {
    pthread_setname_np(pthread_self(), "dialer");
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_ = false;
        lock.unlock();
        Millis nap{1000};
        try {
            nap = dialer.step();
        } catch (const store::StoreError& e) {
            log::error("the dialer cannot read the store, will try again", {{"error", e.what()}});
        }
        lock.lock();
        wake_.wait_for(lock, std::max(nap, kShortestNap), [&] { return woken_ || stopping_; });
        if (!stopping_ && woken_) {
            lock.unlock();
            std::this_thread::sleep_for(kShortestNap);
            lock.lock();
        }
    }
}

}  // namespace tiller::dialer
