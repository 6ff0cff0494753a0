#pragma once
// Deletes what an account does not want to keep any longer (store::AccountRetention), on time and out of the way: a
// small transaction, a rest, the next one.
//
// Thread rule: one thread.
// Invariants:
//   1. Nothing is touched that is not final: no task that is open or whose plan is, none with a call event that still
//      waits for a receiver that is switched on, no recording of a call that is up.
//   2. A recording's file goes before its row forgets it, and a task is marked when all of it is done: whoever dies in
//      between begins that piece again, and it comes to the same.
//   3. Counts stay: of tasks, plans and calls.
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "store/accounts.h"
#include "store/store.h"

namespace tiller::privacy {

class Retention {
  public:
    /// What 17TRACK told is forgotten when it has not told or been asked for so long.
    static constexpr std::chrono::days kTracked{30};
    /// Rests between two pieces, and between two looks when there is nothing to do.
    static constexpr Millis kShortRest{50}, kLongRest{60'000};

    Retention(store::Store& store, const Clock& clock, std::string data_dir)
        : store_(store), clock_(clock), data_dir_(std::move(data_dir)) {}

    /// One small piece of every account's work, by the time `now`, the clock's. Returns when the next is due.
    Instant step(Instant now);

  private:
    /// The task that is being forgotten, and how far.
    struct Place {
        int64_t task = 0, row = -1, sequence = 0;
        bool rows_done = false;
    };

    /// Each is true while there is more to do at once.
    bool delete_recordings(const store::Account& account, Instant before);
    /// Of the account's register: those that nobody has changed since.
    bool delete_shipments(int64_t account, Instant before);
    /// What 17TRACK told: of nobody's account, so for all the same time.
    bool forget_tracked(Instant now);
    /// Calls that belong to no task.
    bool forget_calls(int64_t account, Instant before);
    bool forget_tasks(const store::Account& account, Instant before);
    bool forget_some_rows(int64_t account, Place& place);
    bool forget_some_events(int64_t account, Place& place);

    store::Store& store_;
    const Clock& clock_;
    const std::string data_dir_;
    std::map<int64_t, std::string> looked_at_;  // by account: the CallID up to which recordings are gone
    std::map<int64_t, Place> places_;           // by account
};

}  // namespace tiller::privacy
