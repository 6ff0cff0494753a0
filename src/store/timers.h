#pragma once
// Durable timers: rows with a due time (journal/timers.h tells them to their owners).
#include <string>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// What shall happen at a time. There is one at most for each account, owner and subject.
struct Timer {
    int64_t account = 0;
    std::string owner;    // whose it is: names the handler
    std::string subject;  // what it is for, such as a plan's key; no person's data
    Instant due{};
};

/// Sets it; one that is set already gets the new due time.
void set_timer(Tx& tx, const Timer& timer);
/// Whether there was one.
bool cancel_timer(Tx& tx, int64_t account, std::string_view owner, std::string_view subject);

/// Those that are due, the first due first.
std::vector<Timer> due_timers(Db& db, Instant now, int64_t limit);
/// When the next one falls due after `now`.
std::optional<Instant> next_timer_due(Db& db, Instant now);
/// Takes it away, if it is still there and still due: whoever takes it may tell it. False: somebody else did, or it was
/// cancelled or put off meanwhile.
bool take_timer(Tx& tx, const Timer& timer, Instant now);

}  // namespace tiller::store
