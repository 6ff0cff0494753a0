#include "store/outbox_pruning.h"

namespace tiller::store {
namespace {

bool may_go(Db& db, const Endpoint& endpoint, int64_t sequence, const PruneRule& rule) {
    auto allowed = db.first(
        "SELECT state, settled FROM deliveries WHERE endpoint=? AND sequence=?",
        [&](Row& r) {
            switch (static_cast<DeliveryState>(r.integer(0))) {
                case DeliveryState::waiting:
                    return !endpoint.enabled && endpoint.off_since && *endpoint.off_since < rule.undelivered_before;
                case DeliveryState::delivered:
                    return r.instant(1) < rule.delivered_before;
                case DeliveryState::exhausted:
                    return r.instant(1) < rule.undelivered_before;
            }
            return false;
        },
        endpoint.key, sequence);
    return allowed.value_or(true);
}

bool may_go(Db& db, const std::vector<Endpoint>& endpoints, int64_t sequence, const PruneRule& rule) {
    return std::all_of(endpoints.begin(), endpoints.end(),
                       [&](const Endpoint& endpoint) { return may_go(db, endpoint, sequence, rule); });
}

}  // namespace

PrunePage prunable_events(Db& db, int64_t account, const PruneRule& rule, int64_t after, int64_t limit) {
    auto endpoints = endpoints_of(db, account);
    PrunePage page;
    int64_t seen = 0;
    bool too_young = false;
    db.query(
        "SELECT sequence, created FROM events WHERE account=? AND sequence>? ORDER BY sequence LIMIT ?",
        [&](Row& r) {
            ++seen;
            page.next = r.integer(0);
            too_young |= r.instant(1) >= rule.delivered_before;
            if (!too_young && may_go(db, endpoints, page.next, rule)) page.sequences.push_back(page.next);
        },
        account, after, limit);
    if (too_young || seen < limit) page.next = 0;
    return page;
}

bool prune_event(Tx& tx, int64_t account, int64_t sequence, const PruneRule& rule) {
    auto endpoints = endpoints_of(tx, account);
    if (!may_go(tx, endpoints, sequence, rule)) return false;
    for (const Endpoint& endpoint : endpoints) {
        tx.run("DELETE FROM delivery_tries WHERE endpoint=? AND sequence=?", endpoint.key, sequence);
        tx.run("DELETE FROM deliveries WHERE endpoint=? AND sequence=?", endpoint.key, sequence);
    }
    return tx.run("DELETE FROM events WHERE account=? AND sequence=?", account, sequence) > 0;
}

}  // namespace tiller::store
