#pragma once
#include "simulate/call_rules.h"
#include "simulate/delivery_rules.h"
#include "simulate/event_rules.h"

namespace tiller::simulate {

/// Watches a simulated world from the outside and checks the eight rules of the house (docs/simulate.md) at every
/// INVITE, every delivery and after every step. What it finds wrong is in `facts().violations`.
///
/// Thread rule: the world's one thread.
class Witness {
  public:
    Witness(const Scenario& scenario, const Clock& clock)
        : facts_(scenario), clock_(clock), calls_(facts_, clock), events_(facts_), deliveries_(facts_) {}

    void add_line(int64_t key, const campaign::LineConfig& config) { facts_.lines[key].config = config; }
    /// A client's order was answered, or may have been taken.
    void plan_ordered(store::Store& store, const PlanDraw& draw);
    void invited(store::Store& store, const store::Call& call);
    void ended(const store::Call& call) { calls_.ended(call); }
    void arrived(store::Store& store, const std::string& url, const std::string& id, std::string_view body);
    void accepted(const std::string& url, const std::string& id) { deliveries_.accepted(url, id); }
    void process_died();
    /// After each step.
    void look(store::Store& store);
    void disturbed() { calls_.disturbed(); }
    void finish(store::Store& store);

    Facts& facts() { return facts_; }
    size_t calls() const { return facts_.call_ids.size(); }
    int64_t tries() const { return deliveries_.tries(); }
    /// Of all that was seen, in order: the same for the same scenario.
    uint64_t digest() const { return digest_; }

  private:
    void look_at(store::Db& db);
    void note(std::string_view what, std::string_view who);

    Facts facts_;
    const Clock& clock_;
    CallRules calls_;
    EventRules events_;
    DeliveryRules deliveries_;
    Millis looked_for_forgotten_{0};
    uint64_t digest_ = 1469598103934665603u;
};

}  // namespace tiller::simulate
