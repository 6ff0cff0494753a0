#include "store/delivery_log.h"

#include <fmt/format.h>

#include "store/delivery_columns.h"

namespace tiller::store {
namespace {

// `number` is made by insert_try.
constexpr auto kTries =
    table<Try>("delivery_tries", key("endpoint", &Try::endpoint), key("sequence", &Try::sequence),
               key("number", &Try::number), fixed("at", &Try::at), fixed("duration_ms", &Try::duration),
               fixed("status", &Try::status), fixed("error", &Try::error), fixed("answer", &Try::answer));

/// What `read_listed` reads, of deliveries `d` and their events `e`; conditions follow.
const std::string& listed() {
    static const std::string select =
        "SELECT " + kDeliveries.names("d.") +
        ", e.id, e.created, d.settled FROM deliveries d JOIN events e ON e.account=d.account AND e.sequence=d.sequence";
    return select;
}

ListedDelivery read_listed(Row& r) {
    constexpr int kEvent = kDeliveries.kSize;
    return {kDeliveries.read(r), r.string(kEvent), r.instant(kEvent + 1), r.maybe_instant(kEvent + 2)};
}

}  // namespace

void insert_try(Tx& tx, const Try& t) {
    tx.run(
        "INSERT INTO delivery_tries(endpoint, sequence, number, at, duration_ms, status, error, answer) "
        "VALUES(?1, ?2, (SELECT coalesce(max(number), 0) + 1 FROM delivery_tries WHERE endpoint=?1 AND sequence=?2), "
        "?3, ?4, ?5, ?6, ?7)",
        t.endpoint, t.sequence, t.at, t.duration, t.status, t.error, t.answer);
}

std::vector<Try> tries_of(Db& db, int64_t endpoint, int64_t sequence) {
    static const Select list(kTries, "WHERE endpoint=? AND sequence=? ORDER BY number");
    return list.all(db, endpoint, sequence);
}

std::vector<ListedDelivery> list_deliveries(Db& db, const Endpoint& endpoint, const DeliveryFilter& filter,
                                            int64_t before, int64_t limit) {
    // The state stands in the text, not as a parameter: only so can SQLite use the partial indexes. Waiting ones are
    // sorted by sequence, for which deliveries_due must be read whole.
    std::string state = filter.state ? fmt::format("AND d.state={} ", static_cast<int>(*filter.state)) : "";
    std::string sql = listed() + " WHERE d.endpoint=?1 AND (?2=0 OR d.sequence<?2) " + state +
                      "AND (?3<0 OR d.kind=?3) AND (?4=0 OR d.task=?4) AND (?5=0 OR d.plan=?5) "
                      "AND (?6='' OR d.sequence IN (SELECT sequence FROM events WHERE account=?7 AND id=?6)) "
                      "ORDER BY d.sequence DESC LIMIT ?8";
    std::vector<ListedDelivery> out;
    db.query(
        sql, [&](Row& r) { out.push_back(read_listed(r)); }, endpoint.key, before,
        filter.kind ? static_cast<int>(*filter.kind) : -1, filter.task, filter.plan, filter.event_id, endpoint.account,
        limit);
    return out;
}

std::optional<ListedDelivery> find_delivery(Db& db, const Endpoint& endpoint, int64_t sequence) {
    static const std::string find = listed() + " WHERE d.endpoint=? AND d.sequence=?";
    return db.first(find, read_listed, endpoint.key, sequence);
}

std::vector<CallDelivery> deliveries_of_call(Db& db, const Call& call) {
    std::vector<CallDelivery> out;
    if (!call.task) return out;
    std::vector<int64_t> events;
    db.query(
        "SELECT sequence FROM events INDEXED BY events_of_calls WHERE account=? AND task=? AND kind=0 AND created>=? "
        "AND instr(body, ?)>0",
        [&](Row& r) { events.push_back(r.integer(0)); }, call.account, *call.task, call.intended, call.id);
    for (const Endpoint& endpoint : endpoints_of(db, call.account)) {
        for (int64_t sequence : events) {
            if (auto listed = find_delivery(db, endpoint, sequence)) out.push_back({*listed, endpoint.url});
        }
    }
    return out;
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
