#pragma once
#include <functional>
#include <map>
#include <string>
#include <tuple>

#include "store/store.h"
#include "store/timers.h"

namespace tiller::journal {

/// Tells durable timers to their owners. An owner sets and cancels its timers by store/timers.h, in the transaction of
/// what they are for.
///
/// A passive object (base/stepper.h). Thread rule: `on` before the first step; one thread.
/// Invariants:
/// 1. A timer is told once: it is taken away in the transaction of all that its handler writes. If that is undone, by
///    an error or the end of the process, the timer is there as before.
/// 2. Never before its due time by the wall clock; a clock that is set back makes it wait again.
/// 3. A handler that throws holds up its own timer only: that one is tried again kRest later.
class Timers {
  public:
    /// Does what was to happen. It may set the same timer anew.
    using Handler = std::function<void(store::Tx& tx, const store::Timer& timer)>;
    static constexpr std::chrono::seconds kRest{1};

    /// `told`: called after the commit of each timer that was told.
    Timers(store::Store& store, std::function<void()> told) : store_(store), told_(std::move(told)) {}

    /// Who hears the timers of an owner.
    void on(std::string owner, Handler handler) { handlers_[std::move(owner)] = std::move(handler); }

    /// Tells what is due, a page at most. Returns when to step again: at once if there may be more; Instant::max():
    /// when a timer was set. Throws StoreError if the store cannot be read.
    Instant step(Instant now);

  private:
    using Key = std::tuple<int64_t, std::string, std::string>;  // account, owner, subject
    static Key key_of(const store::Timer& timer);
    void tell(const store::Timer& timer, Instant now);

    store::Store& store_;
    const std::function<void()> told_;
    std::map<std::string, Handler> handlers_;
    std::map<Key, Instant> resting_;  // timers that could not be told: when they are tried again
};

}  // namespace tiller::journal
