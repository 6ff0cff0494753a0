#include "store/events.h"

#include "store/counters.h"

namespace tiller::store {
namespace {

constexpr std::string_view kCounter = "events";

}  // namespace

int64_t take_sequence(Tx& tx, int64_t account) { return count_up(tx, account, kCounter); }

int64_t last_sequence(Db& db, int64_t account) { return last_count(db, account, kCounter); }

void insert_event(Tx& tx, const Event& e) {
    tx.run("INSERT INTO events(account, sequence, id, kind, task, plan, created, body) VALUES(?,?,?,?,?,?,?,?)",
           e.account, e.sequence, e.id, e.kind, e.task, e.plan, e.created, e.body);
}

std::optional<Event> find_event(Db& db, int64_t account, int64_t sequence) {
    return db.first(
        "SELECT account, sequence, id, kind, task, plan, created, body FROM events WHERE account=? AND sequence=?",
        [](Row& r) {
            return Event{r.integer(0), r.integer(1), r.string(2),  static_cast<EventKind>(r.integer(3)),
                         r.integer(4), r.integer(5), r.instant(6), r.string(7)};
        },
        account, sequence);
}

}  // namespace tiller::store
