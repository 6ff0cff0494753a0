#include "store/timers.h"

namespace tiller::store {

void set_timer(Tx& tx, const Timer& t) {
    tx.run(
        "INSERT INTO timers(account, owner, subject, due) VALUES(?,?,?,?) "
        "ON CONFLICT(account, owner, subject) DO UPDATE SET due=excluded.due",
        t.account, t.owner, t.subject, t.due);
}

bool cancel_timer(Tx& tx, int64_t account, std::string_view owner, std::string_view subject) {
    return tx.run("DELETE FROM timers WHERE account=? AND owner=? AND subject=?", account, owner, subject) > 0;
}

std::vector<Timer> due_timers(Db& db, Instant now, int64_t limit) {
    std::vector<Timer> out;
    db.query(
        "SELECT account, owner, subject, due FROM timers WHERE due<=? ORDER BY due, account, owner, subject LIMIT ?",
        [&](Row& r) {
            out.push_back({r.integer(0), r.string(1), r.string(2), r.instant(3)});
        },
        now, limit);
    return out;
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
