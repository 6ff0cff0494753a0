#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace tiller::http {

/// Says that there is news, to streams that tell news (Response::bell).
///
/// Thread rule: any thread; `ring` does not wait.
/// Invariants:
///   1. A ring after `rings` gave a number is not missed by whoever calls `listen` with that number.
///   2. Who listens is woken once; after `leave` returns, not any more.
class Bell {
  public:
    void ring() {
        std::lock_guard lock(mutex_);
        ++rings_;
        for (const auto& [who, wake] : listeners_) wake();
        listeners_.clear();
    }
    /// How often it has rung.
    uint64_t rings() const { return rings_; }
    /// `wake` runs at the next ring, on the thread that rings: it must only post. False, and nothing is kept: it has
    /// rung since `heard`.
    bool listen(const void* who, uint64_t heard, std::function<void()> wake) {
        std::lock_guard lock(mutex_);
        if (rings_ != heard) return false;
        listeners_.insert_or_assign(who, std::move(wake));
        return true;
    }
    void leave(const void* who) {
        std::lock_guard lock(mutex_);
        listeners_.erase(who);
    }

  private:
    std::mutex mutex_;
    std::atomic<uint64_t> rings_{0};
    std::unordered_map<const void*, std::function<void()>> listeners_;  // under mutex_
};

}  // namespace tiller::http
