#pragma once
#include <atomic>
#include <thread>

namespace tiller::media {

/// Lets calls through until it is closed; when `close` has returned, none is under way and none comes.
/// Thread rule: pass on one thread, close from any thread, also from inside a passing call. `pass` never waits; `close`
/// waits for the call under way, which only posts to a mailbox.
class Gate {
  public:
    template <class Call>
    void pass(Call&& call) {
        if ((state_.fetch_add(kInside, std::memory_order_acq_rel) & kClosed) == 0) {
            passing_ = this;
            call();
            passing_ = nullptr;
        }
        state_.fetch_sub(kInside, std::memory_order_release);
    }

    void close() {
        state_.fetch_or(kClosed, std::memory_order_acq_rel);
        if (passing_ == this) return;
        while ((state_.load(std::memory_order_acquire) & kInside) != 0) std::this_thread::yield();
    }

  private:
    static constexpr unsigned kClosed = 1, kInside = 2;
    static inline thread_local const Gate* passing_ = nullptr;
    std::atomic<unsigned> state_{0};
};

}  // namespace tiller::media
