#include "simulate/witness.h"

#include <algorithm>

namespace tiller::simulate {
namespace {

constexpr Millis kForgottenEvery{10'000};

}  // namespace

void Witness::process_started(size_t life) {
    auto& guards = facts_.scenario.guards;
    guard_.use(guards[std::min(life, guards.size() - 1)]);
    restarted_ = life > 0;
    // What the built-in packs allow is not reckoned anew.
    if (facts_.scenario.built_in_guard) facts_.rules_changed = true;
    if (life == 0 || life >= guards.size()) return;
    facts_.rules_changed = true;
    facts_.coverage.count(Seen::rules_changed);
}

void Witness::node_died(store::Store& store, size_t node) {
    store.read([&](store::Db& db) { calls_.expect_unsent(db); });
    ++facts_.kills;
    note("node died", "");
    calls_.node_died(node);
    forgotten_.disturbed();
}

void Witness::invited(store::Store& store, const store::Call& call, size_t node) {
    store.read([&](store::Db& db) { catch_up(db); });  // what was committed in the same step counts already
    note("invite", call.callee);
    calls_.invited(store, call, node);
}

void Witness::arrived(store::Store& store, const std::string& url, const std::string& id, std::string_view body) {
    store.read([&](store::Db& db) { catch_up(db); });
    note(url, id);
    deliveries_.arrived(store, url, id, body);
}

void Witness::process_died() {
    ++facts_.kills;
    note("died", "");
    calls_.process_died();
    forgotten_.disturbed();
}

void Witness::catch_up(store::Db& db) {
    facts_.latest_wall = std::max(facts_.latest_wall, clock_.now());
    look_at_clocks();
    calls_.look(db);
    events_.look(db, [&](const std::string& id, const EventRules::Event& e) { deliveries_.event_committed(id, e); });
    calls_.look_for_unsent(db);
    if (!std::exchange(restarted_, false)) return;
    calls_.learn_unsent(db);  // tasks are known now that the last life opened
    calls_.expect_unsent(db);
}

void Witness::look(store::Store& store) {
    store.read([&](store::Db& db) {
        catch_up(db);
        hearing_.look(db);
        events_.check_claims();
        if (clock_.steady() - looked_for_forgotten_ < kForgottenEvery) return;
        looked_for_forgotten_ = clock_.steady();
        forgotten_.look(db);
    });
}

/// What passing time alone brings: nights in which clocks change, and midnight.
void Witness::look_at_clocks() {
    Instant now = clock_.now(), before = std::exchange(last_look_, now);
    if (before == Instant{} || now <= before) return;
    for (auto& [key, account] : facts_.accounts) {
        bool is_next_day = account.local.shown(before).date != account.local.shown(now).date;
        auto change = account.local.offset(now) - account.local.offset(before);
        auto is_up = [key = key](auto& up) { return up.first.first == key && up.second > 0; };
        auto is_open = [&, key = key](auto& task) {
            return task.second.account == key && !task.second.told && task.second.start <= now;
        };
        if (is_next_day && std::any_of(facts_.up.begin(), facts_.up.end(), is_up))
            facts_.coverage.count(Seen::call_over_midnight);
        if (change.count() != 0 && std::any_of(facts_.tasks.begin(), facts_.tasks.end(), is_open))
            facts_.coverage.count(change.count() > 0 ? Seen::clocks_set_forward : Seen::clocks_set_back);
    }
}

void Witness::finish(store::Store& store) {
    look(store);
    store.read([&](store::Db& db) {
        events_.finish(db);
        deliveries_.finish(db);
        forgotten_.count_refusals(db);
    });
}

void Witness::note(std::string_view what, std::string_view who) {
    auto mix = [this](std::string_view text) {
        for (char c : text) digest_ = (digest_ ^ static_cast<uint8_t>(c)) * 1099511628211u;
    };
    mix(std::to_string(to_ms(clock_.now())));
    mix(what);
    mix(who);
}

}  // namespace tiller::simulate
