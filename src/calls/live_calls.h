#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "store/calls.h"

namespace tiller::calls {

/// Which calls are up and how far they have come, for those who look on. Thread rule: any thread.
class LiveCalls {
  public:
    void put(const store::Call& call) {
        std::lock_guard lock(mutex_);
        calls_.insert_or_assign(call.id, call);
    }
    void remove(const std::string& call_id) {
        std::lock_guard lock(mutex_);
        calls_.erase(call_id);
    }
    /// Of an account; the oldest first.
    std::vector<store::Call> of(int64_t account) const {
        std::lock_guard lock(mutex_);
        std::vector<store::Call> out;
        for (const auto& [id, call] : calls_) {
            if (call.account == account) out.push_back(call);
        }
        return out;
    }

  private:
    mutable std::mutex mutex_;
    std::map<std::string, store::Call> calls_;
};

}  // namespace tiller::calls
