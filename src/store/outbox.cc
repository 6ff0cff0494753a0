#include "store/outbox.h"

namespace tiller::store {
int64_t next_sequence(Db& db, int64_t account) {
    return db.number("SELECT max(sequence) FROM events WHERE account=?", account) + 1;
}

void insert_event(Tx& tx, const Event& e) {
    tx.run("INSERT INTO events(account, sequence, id, kind, task, plan, created, body) VALUES(?,?,?,?,?,?,?,?)",
           e.account, e.sequence, e.id, e.kind, e.task, e.plan, e.created, e.body);
    tx.run(
        "INSERT INTO deliveries(endpoint, sequence, account, kind, task, plan, state, tries, due, last_status, "
        "last_error) "
        "SELECT key, ?1, ?2, ?3, ?4, ?5, 0, 0, ?6, 0, '' FROM endpoints e WHERE account=?2 AND enabled=1 AND ((events "
        ">> "
        "?3) & 1 OR (?3=?7 AND EXISTS(SELECT 1 FROM tasks t JOIN routes r ON r.key=t.route WHERE t.key=?4 AND "
        "r.endpoint=e.key)))",
        e.sequence, e.account, e.kind, e.task, e.plan, e.created, EventKind::call);
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

std::optional<Instant> next_delivery_due(Db& db, int64_t endpoint) {
    return db.first(
        "SELECT due FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0 ORDER BY due LIMIT 1",
        [](Row& r) { return r.instant(0); }, endpoint);
}

bool is_held_back(Db& db, const Delivery& d) {
    switch (d.kind) {
        case EventKind::call:
            return false;
        case EventKind::task:
            return db.number(
                       "SELECT 1 FROM deliveries INDEXED BY deliveries_task WHERE endpoint=? AND task=? AND kind=? AND "
                       "state=0 LIMIT 1",
                       d.endpoint, d.task, EventKind::call) == 1;
        case EventKind::plan:
            return db.number(
                       "SELECT 1 FROM deliveries INDEXED BY deliveries_plan WHERE endpoint=? AND plan=? AND kind<? AND "
                       "state=0 LIMIT 1",
                       d.endpoint, d.plan, EventKind::plan) == 1;
    }
    return false;
}

void update_delivery(Tx& tx, const Delivery& d, Instant now) {
    std::optional<Instant> settled;
    if (d.state != DeliveryState::waiting) settled = now;
    tx.run(
        "UPDATE deliveries SET state=?, tries=?, due=?, last_status=?, last_error=?, settled=? WHERE endpoint=? AND "
        "sequence=?",
        d.state, d.tries, d.due, d.last_status, d.last_error, settled, d.endpoint, d.sequence);
}

std::vector<int64_t> due_sequences(Db& db, int64_t endpoint, Instant now, int64_t limit) {
    std::vector<int64_t> out;
    db.query(
        "SELECT sequence FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0 AND due<=? ORDER BY "
        "due, sequence LIMIT ?",
        [&](Row& r) { out.push_back(r.integer(0)); }, endpoint, now, limit);
    return out;
}

std::optional<Outgoing> find_outgoing(Db& db, int64_t endpoint, int64_t sequence) {
    return db.first(
        "SELECT d.account, d.kind, d.task, d.plan, d.tries, d.due, d.last_status, d.last_error, e.id, e.created, "
        "e.body "
        "FROM deliveries d JOIN events e ON e.account=d.account AND e.sequence=d.sequence "
        "WHERE d.endpoint=? AND d.sequence=? AND d.state=0",
        [&](Row& r) {
            Delivery delivery{endpoint,
                              sequence,
                              r.integer(0),
                              static_cast<EventKind>(r.integer(1)),
                              r.integer(2),
                              r.integer(3),
                              DeliveryState::waiting,
                              static_cast<int>(r.integer(4)),
                              r.instant(5),
                              static_cast<int>(r.integer(6)),
                              r.string(7)};
            return Outgoing{std::move(delivery), r.string(8), r.instant(9), r.string(10)};
        },
        endpoint, sequence);
}

std::optional<Instant> next_delivery_due(Db& db, int64_t endpoint, Instant now) {
    return db.first(
        "SELECT due FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0 AND due>? ORDER BY due "
        "LIMIT 1",
        [](Row& r) { return r.instant(0); }, endpoint, now);
}

std::vector<LaterDelivery> later_deliveries(Db& db, int64_t endpoint, Instant now) {
    std::vector<LaterDelivery> out;
    db.query(
        "SELECT sequence, tries, due FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0 AND due>?",
        [&](Row& r) {
            out.push_back({r.integer(0), static_cast<int>(r.integer(1)), r.instant(2)});
        },
        endpoint, now);
    return out;
}

void set_delivery_due(Tx& tx, int64_t endpoint, int64_t sequence, Instant due) {
    tx.run("UPDATE deliveries SET due=? WHERE endpoint=? AND sequence=? AND state=0", due, endpoint, sequence);
}

int64_t count_waiting_deliveries(Db& db) {
    return db.number("SELECT count(*) FROM deliveries INDEXED BY deliveries_due WHERE state=0");
}

}  // namespace tiller::store
