#pragma once
// Guessing of secrets is slowed (contract/voice.md "Token"): ten wrong ones in a minute for one name (an app key, a
// user) or one address, and both have to wait.
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace tiller {

/// Thread rule: any thread. Times are monotonic.
///
/// 1. A name has at most kAllowed entries, none older than kSpan once it is looked at.
/// 2. There are at most kMaxNames names; when a new one finds no room, the one first in order goes.
class WrongSecrets {
  public:
    static constexpr size_t kAllowed = 10;
    static constexpr Millis kSpan{60'000};
    static constexpr size_t kMaxNames = 20'000;

    /// How long this name and this address have to wait before their next try; zero for not at all.
    Millis wait(const std::string& secret_of, const std::string& address, Millis now);
    void add(const std::string& secret_of, const std::string& address, Millis now);

  private:
    using Times = std::deque<Millis>;
    Millis wait_of(const std::string& name, Millis now);
    void add_to(const std::string& name, Millis now);

    std::mutex mutex_;
    std::map<std::string, Times> times_;
};

}  // namespace tiller
