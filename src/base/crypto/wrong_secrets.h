#pragma once
// Guessing of secrets is slowed (docs/contract/voice.md "Token"): ten wrong ones in a minute for one name (an app key,
// a user) or one address, and both have to wait.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <variant>

#include "base/clock.h"

namespace tiller {

/// Counts wrong secrets, and keeps a place for each that is being checked, so that tries made at once cannot outnumber
/// the limit: a try whose place would be the eleventh waits until others have told how they ended.
///
/// Thread rule: any thread; `begin` may block for as long as it takes to check ten secrets. Times are monotonic.
///
/// 1. A name's wrong secrets of the last kSpan and its tries under way are never more than kAllowed together.
/// 2. At most kAtOnce tries are under way, whoever makes them: each costs memory and time (Argon2).
/// 3. There are at most kMaxNames names; when a new one finds no room, those with the fewest wrong secrets go, the
///    oldest first, and never one with a try under way.
class WrongSecrets {
  public:
    static constexpr size_t kAllowed = 10;
    static constexpr Millis kSpan{60'000};
    static constexpr size_t kMaxNames = 20'000;
    static constexpr size_t kAtOnce = 12;  // more than one name can have: nobody holds up all others

    /// A try under way. Its end gives its place back; one that is not told to be wrong leaves nothing behind.
    class Try {
      public:
        Try(WrongSecrets& owner, std::string name, std::string address)
            : owner_(&owner), name_(std::move(name)), address_(std::move(address)) {}
        Try(Try&& other) noexcept;
        Try& operator=(Try&&) = delete;
        ~Try();
        void was_wrong(Millis now);

      private:
        WrongSecrets* owner_;
        std::string name_, address_;
    };

    /// Why a try may not be made, and how long to wait before the next.
    struct Refused {
        Millis wait{0};
        bool is_busy = false;  // too many others are checked right now; else ten were wrong
    };

    /// `secret_of`: whose secret, at most some hundred bytes; `address`: of the client. An IPv6 address counts by its
    /// /64, which is what one subscriber has. Lives longer than the tries that it gives.
    std::variant<Try, Refused> begin(const std::string& secret_of, const std::string& address, Millis now);

  private:
    struct Count {
        std::deque<Millis> wrong;
        size_t under_way = 0;
    };
    Millis wait_of(const std::string& name, Millis now);
    bool is_full(const std::string& name) const;
    void keep_place(const std::string& name, Millis now);
    void make_room(Millis now);
    void add(const std::string& name, Millis now);
    void leave(const std::string& name);

    std::mutex mutex_;
    std::condition_variable ended_;
    size_t under_way_ = 0;
    std::map<std::string, Count> counts_;
};

}  // namespace tiller
