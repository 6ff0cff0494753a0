#include "simulate/delivery_rules.h"

#include <fmt/format.h>

#include "store/observed.h"

namespace tiller::simulate {
namespace {

constexpr int kTriesOfTheLadder = 11;  // docs/contract/voice.md, Webhooks: the first and ten more

}  // namespace

void DeliveryRules::event_committed(const std::string& id, const EventRules::Event& event) {
    if (!events_.emplace(id, event).second) facts_.complain(6, "two events have the id " + id);
    for (auto& [url, account] : facts_.receivers) {
        if (account != event.account) continue;
        Receiver& at = receivers_[url];
        if (event.kind == 0) at.calls[event.task].insert(event.sequence);
        if (event.kind == 1) at.tasks[event.plan].insert(event.sequence);
        if (event.kind == 2) at.plans.insert(event.sequence);
    }
}

void DeliveryRules::arrived(store::Store& store, const std::string& url, const std::string& id, std::string_view body) {
    ++tries_;
    auto known = events_.find(id);
    if (known == events_.end()) return facts_.complain(6, "an event arrives that is not in the store: " + id);
    const EventRules::Event& event = known->second;
    if (facts_.receivers.at(url) != event.account)
        return facts_.complain(6, fmt::format("event {} arrives at another account's {}", id, url));
    Receiver& at = receivers_[url];
    if (++at.tries[event.sequence] > 1) facts_.coverage.count(Seen::event_came_again);
    if (std::hash<std::string_view>()(body) != event.body_hash)
        facts_.complain(6, fmt::format("event {} arrives with another body", event.sequence));
    if (event.kind == 0 && at.seen_tasks.contains(event.task))
        facts_.complain(6, fmt::format("call event {} arrives after its task's event", event.sequence));
    if (event.kind == 1 && at.seen_plans.contains(event.plan))
        facts_.complain(6, fmt::format("task event {} arrives after its plan's event", event.sequence));
    if (event.kind != 1 && event.kind != 2) return;
    store.read([&](store::Db& db) {
        std::string what = fmt::format("event {}", event.sequence);
        if (event.kind == 1) {
            at.seen_tasks.insert(event.task);
            must_be_settled(db, url, at.calls[event.task], what);
        } else {
            at.seen_plans.insert(event.plan);
            must_be_settled(db, url, at.tasks[event.plan], what);
        }
    });
}

void DeliveryRules::must_be_settled(store::Db& db, const std::string& url, std::set<int64_t>& sequences,
                                    const std::string& what) {
    for (auto it = sequences.begin(); it != sequences.end();) {
        if (!is_settled(db, url, *it)) {
            facts_.complain(6, fmt::format("{} arrives at {} before event {} was accepted", what, url, *it));
            ++it;
        } else {
            it = sequences.erase(it);
        }
    }
}

/// Given up after the whole ladder, or never meant for this endpoint: it was switched off at that moment.
bool DeliveryRules::is_settled(store::Db& db, const std::string& url, int64_t sequence) {
    auto state = store::observed::delivery_state(db, facts_.receivers.at(url), url, sequence);
    if (!state) return true;
    if (*state != 2) return false;
    int tries = receivers_[url].tries[sequence];
    if (tries < kTriesOfTheLadder)
        facts_.complain(6, fmt::format("event {} was given up at {} after {} tries", sequence, url, tries));
    return true;
}

void DeliveryRules::accepted(const std::string& url, const std::string& id) {
    auto known = events_.find(id);
    if (known == events_.end()) return;
    const EventRules::Event& event = known->second;
    Receiver& at = receivers_[url];
    if (event.kind == 0) at.calls[event.task].erase(event.sequence);
    if (event.kind == 1) at.tasks[event.plan].erase(event.sequence);
    if (event.kind == 2) at.plans.erase(event.sequence);
}

void DeliveryRules::finish(store::Db& db) {
    for (auto& [url, account] : facts_.receivers) {
        if (!store::observed::is_endpoint_enabled(db, account, url)) {
            facts_.coverage.count(Seen::endpoint_switched_off);
            continue;  // it failed for five days, which is told elsewhere
        }
        Receiver& at = receivers_[url];
        std::set<int64_t> open = at.plans;
        for (auto& [task, sequences] : at.calls) open.insert(sequences.begin(), sequences.end());
        for (auto& [plan, sequences] : at.tasks) open.insert(sequences.begin(), sequences.end());
        for (int64_t sequence : open) {
            if (!is_settled(db, url, sequence))
                facts_.complain(6, fmt::format("event {} never reached {}", sequence, url));
        }
    }
}

}  // namespace tiller::simulate
