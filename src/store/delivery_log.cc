#include "store/delivery_log.h"

#include <fmt/format.h>

namespace tiller::store {

void insert_try(Tx& tx, const Try& t) {
    tx.run(
        "INSERT INTO delivery_tries(endpoint, sequence, number, at, duration_ms, status, error, answer) "
        "VALUES(?1, ?2, (SELECT coalesce(max(number), 0) + 1 FROM delivery_tries WHERE endpoint=?1 AND sequence=?2), "
        "?3, ?4, ?5, ?6, ?7)",
        t.endpoint, t.sequence, t.at, t.duration, t.status, t.error, t.answer);
}

std::vector<Try> tries_of(Db& db, int64_t endpoint, int64_t sequence) {
    std::vector<Try> out;
    db.query(
        "SELECT number, at, duration_ms, status, error, answer FROM delivery_tries WHERE endpoint=? AND sequence=? "
        "ORDER BY number",
        [&](Row& r) {
            out.push_back({endpoint, sequence, static_cast<int>(r.integer(0)), r.instant(1), Millis(r.integer(2)),
                           static_cast<int>(r.integer(3)), r.string(4), r.string(5)});
        },
        endpoint, sequence);
    return out;
}

namespace {

#define LISTED_COLUMNS                                                                                            \
    "d.sequence, d.kind, d.task, d.plan, d.state, d.tries, d.due, d.last_status, d.last_error, e.id, e.created, " \
    "d.settled FROM deliveries d JOIN events e ON e.account=d.account AND e.sequence=d.sequence"

ListedDelivery read_listed(Row& r, const Endpoint& endpoint) {
    return {{.endpoint = endpoint.key,
             .sequence = r.integer(0),
             .account = endpoint.account,
             .kind = static_cast<EventKind>(r.integer(1)),
             .task = r.integer(2),
             .plan = r.integer(3),
             .state = static_cast<DeliveryState>(r.integer(4)),
             .tries = static_cast<int>(r.integer(5)),
             .due = r.instant(6),
             .last_status = static_cast<int>(r.integer(7)),
             .last_error = r.string(8)},
            r.string(9),
            r.instant(10),
            r.maybe_instant(11)};
}

}  // namespace

std::vector<ListedDelivery> list_deliveries(Db& db, const Endpoint& endpoint, const DeliveryFilter& filter,
                                            int64_t before, int64_t limit) {
    // The state stands in the text, not as a parameter: only so can SQLite use the partial indexes. Waiting ones are
    // sorted by sequence, for which deliveries_due must be read whole.
    std::string state = filter.state ? fmt::format("AND d.state={} ", static_cast<int>(*filter.state)) : "";
    std::string sql = "SELECT " LISTED_COLUMNS " WHERE d.endpoint=?1 AND (?2=0 OR d.sequence<?2) " + state +
                      "AND (?3<0 OR d.kind=?3) AND (?4=0 OR d.task=?4) AND (?5=0 OR d.plan=?5) "
                      "AND (?6='' OR d.sequence IN (SELECT sequence FROM events WHERE account=?7 AND id=?6)) "
                      "ORDER BY d.sequence DESC LIMIT ?8";
    std::vector<ListedDelivery> out;
    db.query(
        sql, [&](Row& r) { out.push_back(read_listed(r, endpoint)); }, endpoint.key, before,
        filter.kind ? static_cast<int>(*filter.kind) : -1, filter.task, filter.plan, filter.event_id, endpoint.account,
        limit);
    return out;
}

std::optional<ListedDelivery> find_delivery(Db& db, const Endpoint& endpoint, int64_t sequence) {
    return db.first(
        "SELECT " LISTED_COLUMNS " WHERE d.endpoint=? AND d.sequence=?",
        [&](Row& r) { return read_listed(r, endpoint); }, endpoint.key, sequence);
}

std::string last_failure(Db& db, int64_t endpoint) {
    // What failed latest waits longest, near enough: it is at the end of the index.
    return db
        .first(
            "SELECT last_error FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0 AND "
            "last_error<>'' ORDER BY due DESC LIMIT 1",
            [](Row& r) { return r.string(0); }, endpoint)
        .value_or("");
}

DeliveryCounts count_deliveries(Db& db, int64_t endpoint) {
    return {
        db.number("SELECT count(*) FROM deliveries INDEXED BY deliveries_due WHERE endpoint=? AND state=0", endpoint),
        db.number("SELECT count(*) FROM deliveries INDEXED BY deliveries_exhausted WHERE endpoint=? AND state=2",
                  endpoint)};
}

}  // namespace tiller::store
