#include "store/timers.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kTimers = table<Timer>("timers", key("account", &Timer::account), key("owner", &Timer::owner),
                                      key("subject", &Timer::subject), column("due", &Timer::due));

}  // namespace

void set_timer(Tx& tx, const Timer& t) {
    static const Put put(kTimers, "account, owner, subject");
    put.run(tx, t);
}

bool cancel_timer(Tx& tx, int64_t account, std::string_view owner, std::string_view subject) {
    return tx.run("DELETE FROM timers WHERE account=? AND owner=? AND subject=?", account, owner, subject) > 0;
}

std::vector<Timer> due_timers(Db& db, Instant now, int64_t limit) {
    static const Select list(kTimers, "WHERE due<=? ORDER BY due, account, owner, subject LIMIT ?");
    return list.all(db, now, limit);
}

std::optional<Instant> next_timer_due(Db& db, Instant now) {
    return db.first(
        "SELECT due FROM timers WHERE due>? ORDER BY due LIMIT 1", [](Row& r) { return r.instant(0); }, now);
}

bool take_timer(Tx& tx, const Timer& t, Instant now) {
    return tx.run("DELETE FROM timers WHERE account=? AND owner=? AND subject=? AND due<=?", t.account, t.owner,
                  t.subject, now) > 0;
}

}  // namespace tiller::store
