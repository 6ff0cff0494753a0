#include "simulate/witness.h"

namespace tiller::simulate {
namespace {

constexpr Millis kForgottenEvery{10'000};

}  // namespace

void Witness::plan_ordered(store::Store& store, const PlanDraw& draw) {
    store.read([&](store::Db& db) { events_.learn_plan(db, draw); });
}

void Witness::invited(store::Store& store, const store::Call& call) {
    look(store);  // what was committed in the same step counts already
    note("invite", call.callee);
    calls_.invited(store, call);
}

void Witness::arrived(store::Store& store, const std::string& url, const std::string& id, std::string_view body) {
    look(store);
    note(url, id);
    deliveries_.arrived(store, url, id, body);
}

void Witness::process_died() {
    ++facts_.kills;
    note("died", "");
    calls_.process_died();
}

void Witness::look(store::Store& store) {
    facts_.latest_wall = std::max(facts_.latest_wall, clock_.now());
    store.read([&](store::Db& db) { look_at(db); });
}

void Witness::look_at(store::Db& db) {
    calls_.look(db);
    events_.look(db, [&](const std::string& id, const EventRules::Event& e) { deliveries_.event_committed(id, e); });
    if (clock_.steady() - looked_for_forgotten_ < kForgottenEvery) return;
    looked_for_forgotten_ = clock_.steady();
    calls_.look_for_forgotten(db);
}

void Witness::finish(store::Store& store) {
    look(store);
    store.read([&](store::Db& db) {
        events_.finish(db);
        deliveries_.finish(db);
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
