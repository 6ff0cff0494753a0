#include "store/replay.h"

#include <fmt/format.h>

#include "base/loggable_url.h"
#include "store/routes.h"

namespace tiller::store {
namespace {

constexpr int64_t kPage = 500;  // events looked at in one transaction: a millisecond or two of the writer

/// An event, and what became of it at the endpoint; no state: it has no delivery there.
struct Candidate {
    int64_t sequence = 0;
    EventKind kind = EventKind::call;
    int64_t task = 0, plan = 0;
    Instant created;
    std::optional<DeliveryState> state;
};

Candidate read_candidate(Row& r) {
    Candidate found{r.integer(0), static_cast<EventKind>(r.integer(1)), r.integer(2), r.integer(3), r.instant(4), {}};
    if (!r.is_null(5)) found.state = static_cast<DeliveryState>(r.integer(5));
    return found;
}

#define CANDIDATE_COLUMNS "e.sequence, e.kind, e.task, e.plan, e.created, d.state"

std::vector<Candidate> page_after(Db& db, const Endpoint& endpoint, ReplayOf of, int64_t after) {
    std::vector<Candidate> page;
    auto take = [&](Row& r) { page.push_back(read_candidate(r)); };
    // Exhausted ones are few, and have an index; for the others the events are walked through.
    if (of == ReplayOf::exhausted) {
        db.query("SELECT " CANDIDATE_COLUMNS
                 " FROM deliveries d INDEXED BY deliveries_exhausted JOIN events e ON e.account=d.account AND "
                 "e.sequence=d.sequence WHERE d.endpoint=? AND d.state=2 AND d.sequence>? ORDER BY d.sequence LIMIT ?",
                 take, endpoint.key, after, kPage);
    } else {
        db.query("SELECT " CANDIDATE_COLUMNS
                 " FROM events e LEFT JOIN deliveries d ON d.endpoint=? AND d.sequence=e.sequence WHERE e.account=? "
                 "AND e.sequence>? ORDER BY e.sequence LIMIT ?",
                 take, endpoint.key, endpoint.account, after, kPage);
    }
    return page;
}

/// It would be sent there if it happened now: to whom takes its kind (outbox.cc), or as a route's result.
bool is_meant(Db& db, const Candidate& event, const Endpoint& endpoint) {
    if (endpoint.events.contains(event.kind)) return true;
    return event.kind == EventKind::call && find_result_endpoint(db, event.task) == endpoint.key;
}

bool is_of(Db& db, const Candidate& event, const Endpoint& endpoint, ReplayOf of) {
    bool missed =
        !event.state && (of == ReplayOf::missed || of == ReplayOf::undelivered) && is_meant(db, event, endpoint);
    switch (of) {
        case ReplayOf::exhausted:
            return event.state == DeliveryState::exhausted;
        case ReplayOf::waiting:
            return event.state == DeliveryState::waiting;
        case ReplayOf::delivered:
            return event.state == DeliveryState::delivered;
        case ReplayOf::missed:
            return missed;
        case ReplayOf::undelivered:
            return missed || (event.state && event.state != DeliveryState::delivered);
    }
    return false;
}

bool matches(Db& db, const Candidate& event, const Endpoint& endpoint, const ReplayFilter& filter) {
    return (!filter.kind || event.kind == *filter.kind) && (filter.task == 0 || event.task == filter.task) &&
           (filter.plan == 0 || event.plan == filter.plan) && (!filter.since || event.created >= *filter.since) &&
           (!filter.until || event.created < *filter.until) && is_of(db, event, endpoint, filter.of);
}

/// It climbs the ladder from the bottom, unless it is on it.
void make_due(Tx& tx, const Endpoint& endpoint, const Candidate& event, Instant now) {
    if (event.state == DeliveryState::waiting) return set_delivery_due(tx, endpoint.key, event.sequence, now);
    if (event.state) {
        tx.run("UPDATE deliveries SET state=0, tries=0, due=?, settled=NULL WHERE endpoint=? AND sequence=?", now,
               endpoint.key, event.sequence);
        return;
    }
    tx.run(
        "INSERT INTO deliveries(endpoint, sequence, account, kind, task, plan, state, tries, due, last_status, "
        "last_error) VALUES(?,?,?,?,?,?,0,0,?,0,'')",
        endpoint.key, event.sequence, endpoint.account, event.kind, event.task, event.plan, now);
}

Error switched_off(const Endpoint& endpoint) {
    return conflict(fmt::format("webhook \"{}\" is switched off ({}): switch it on first", loggable_url(endpoint.url),
                                endpoint.off_reason));
}

}  // namespace

Result<void> replay_event(Tx& tx, const Endpoint& endpoint, std::string_view event_id, Instant now) {
    if (!endpoint.enabled) return switched_off(endpoint);
    auto event = tx.first("SELECT " CANDIDATE_COLUMNS
                          " FROM events e INDEXED BY events_id LEFT JOIN deliveries d ON d.endpoint=? AND "
                          "d.sequence=e.sequence WHERE e.account=? AND e.id=?",
                          read_candidate, endpoint.key, endpoint.account, event_id);
    if (!event) return not_found(fmt::format("event \"{}\" is not known, or no longer kept", event_id));
    make_due(tx, endpoint, *event, now);
    return {};
}

Result<int64_t> replay_events(Store& store, int64_t account, int64_t endpoint, const ReplayFilter& filter,
                              Instant now) {
    int64_t count = 0;
    int64_t after = 0;
    int64_t last = store.read([&](Db& db) { return last_sequence(db, account); });  // what comes later is not meant
    while (after < last) {
        auto done = store.write([&](Tx& tx) -> Result<void> {
            auto target = find_endpoint(tx, account, endpoint);
            if (!target) return not_found(fmt::format("webhook {} is not known", endpoint));
            if (!target->enabled) return switched_off(*target);
            auto page = page_after(tx, *target, filter.of, after);
            for (const Candidate& event : page) {
                if (event.sequence > last || !matches(tx, event, *target, filter)) continue;
                make_due(tx, *target, event, now);
                ++count;
            }
            after = page.size() < static_cast<size_t>(kPage) ? last : page.back().sequence;
            return {};
        });
        if (!done) return done.error();
    }
    return count;
}

}  // namespace tiller::store
