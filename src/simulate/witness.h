#pragma once
#include "simulate/call_rules.h"
#include "simulate/delivery_rules.h"
#include "simulate/event_rules.h"
#include "simulate/forgotten.h"
#include "simulate/guard_rules.h"
#include "simulate/hearing_rules.h"

namespace tiller::simulate {

/// Watches a simulated world from the outside and checks the eight rules of the house (docs/simulate.md) at every
/// INVITE, every delivery and after every step. What it finds wrong is in `facts().violations`, each with its rule:
///   1. Once, intent before INVITE, `unknown` after a crash: CallRules.
///   2. At most RepeatNum + 1 attempts, RepeatInterval apart, one at a time in an account: CallRules.
///   3. Windows and do-not-call lists: CallRules. Calling hours, caps, cool-down: GuardRules, by CallRules.
///   4. A line's channels and new calls a second: CallRules.
///   5. One outcome and one event a number, counts that add up: EventRules.
///   6. Call before task before plan at every receiver, at least once, unchanged: DeliveryRules. Once and in order at
///      every subscriber of the journal: HearingRules.
///   7. Stop, cancel and pause hold at once: CallRules, EventRules.
///   8. Clocks that jump lose and repeat nothing, nobody is forgotten or given up early: EventRules, Forgotten.
///
/// Thread rule: the world's one thread.
class Witness {
  public:
    Witness(const Scenario& scenario, const Clock& clock)
        : facts_(scenario),
          clock_(clock),
          guard_(scenario),
          calls_(facts_, guard_, clock),
          events_(facts_, guard_, clock),
          deliveries_(facts_),
          hearing_(facts_),
          forgotten_(facts_, guard_, clock) {}

    void add_account(int64_t key, const AccountDraw& draw) {
        facts_.accounts.emplace(key, AccountFacts{&draw, LocalTime(draw.zone)});
    }
    void add_line(int64_t key, const campaign::LineConfig& config) { facts_.lines[key].config = config; }
    /// The installation begins, for the first time or after a power cut, with the `life`th of the drawn rules of the
    /// guard.
    void process_started(size_t life);
    /// All nodes, with the power.
    void process_died();
    /// One node of several, and its legs with it.
    void node_died(store::Store& store, size_t node);
    /// It stands still, and its legs end.
    void node_stopped(size_t node) { calls_.node_stopped(node); }
    /// By the phone of a node, from 0.
    void invited(store::Store& store, const store::Call& call, size_t node);
    void ended(const store::Call& call) { calls_.ended(call); }
    void arrived(store::Store& store, const std::string& url, const std::string& id, std::string_view body);
    void accepted(const std::string& url, const std::string& id) { deliveries_.accepted(url, id); }
    /// After each step, when all its INVITEs are seen.
    void look(store::Store& store);
    void disturbed() { forgotten_.disturbed(); }
    void finish(store::Store& store);

    Facts& facts() { return facts_; }
    const Facts& facts() const { return facts_; }
    size_t calls() const { return facts_.call_ids.size(); }
    int64_t tries() const { return deliveries_.tries(); }
    /// Of all that was seen, in order: the same for the same scenario.
    uint64_t digest() const { return digest_; }

  private:
    void catch_up(store::Db& db);
    void look_at_clocks();
    void note(std::string_view what, std::string_view who);

    Facts facts_;
    const Clock& clock_;
    GuardRules guard_;
    CallRules calls_;
    EventRules events_;
    DeliveryRules deliveries_;
    HearingRules hearing_;
    Forgotten forgotten_;
    bool restarted_ = false;  // unsent intents of the process before are to be learned
    Millis looked_for_forgotten_{0};
    Instant last_look_{};
    uint64_t digest_ = 1469598103934665603u;
};

}  // namespace tiller::simulate
