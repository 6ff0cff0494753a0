#include "store/outbox.h"

#include "store/delivery_columns.h"

namespace tiller::store {
namespace {

#define NEW_DELIVERY                                                                                         \
    "INSERT INTO deliveries(endpoint, sequence, account, kind, task, plan, state, tries, due, last_status, " \
    "last_error) SELECT key, ?1, ?2, ?3, ?4, ?5, 0, 0, ?6, 0, '' FROM endpoints e WHERE account=?2 AND enabled=1 AND "

}  // namespace

void insert_deliveries(Tx& tx, const Event& e) {
    tx.run(NEW_DELIVERY "EXISTS(SELECT 1 FROM endpoint_kinds k WHERE k.endpoint=e.key AND k.kind=?3)", e.sequence,
           e.account, e.kind, e.task, e.plan, e.created);
}

void insert_delivery(Tx& tx, const Event& e, int64_t endpoint) {
    tx.run(NEW_DELIVERY "key=?7 ON CONFLICT(endpoint, sequence) DO NOTHING", e.sequence, e.account, e.kind, e.task,
           e.plan, e.created, endpoint);
}

std::optional<Instant> next_delivery_due(Db& db, int64_t endpoint) {
    return db.first(
        "SELECT due FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0 ORDER BY due LIMIT 1",
        [](Row& r) { return r.instant(0); }, endpoint);
}

bool is_on_its_way(Db& db, int64_t endpoint, EventKind kind, Subject subject, int64_t key) {
    switch (subject) {
        case Subject::task:
            return db.number(
                       "SELECT 1 FROM deliveries INDEXED BY deliveries_task WHERE endpoint=? AND task=? AND kind=? AND "
                       "state=0 LIMIT 1",
                       endpoint, key, kind) == 1;
        case Subject::plan:
            return db.number(
                       "SELECT 1 FROM deliveries INDEXED BY deliveries_plan WHERE endpoint=? AND plan=? AND kind=? AND "
                       "state=0 LIMIT 1",
                       endpoint, key, kind) == 1;
        case Subject::number:
        case Subject::line:
            return false;  // nothing comes before what a number or a line has to tell
    }
    return false;
}

void update_delivery(Tx& tx, const Delivery& d, Instant now) {
    std::optional<Instant> settled;
    if (d.state != DeliveryState::waiting) settled = now;
    static const Update update(kDeliveries, {"settled"});
    update.run(tx, d, settled);
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
    static const std::string find =
        "SELECT " + kDeliveries.names("d.") +
        ", e.id, e.created, e.body FROM deliveries d JOIN events e ON e.account=d.account AND e.sequence=d.sequence "
        "WHERE d.endpoint=? AND d.sequence=? AND d.state=0";
    return db.first(
        find,
        [](Row& r) {
            constexpr int kEvent = kDeliveries.kSize;
            return Outgoing{kDeliveries.read(r), r.string(kEvent), r.instant(kEvent + 1), r.string(kEvent + 2)};
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
