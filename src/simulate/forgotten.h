#pragma once
#include "simulate/facts.h"
#include "simulate/guard_rules.h"
#include "store/store.h"

namespace tiller::simulate {

/// The dialing part of rule 8: a line with a free channel leaves no due number alone, and no number is put off that
/// nothing keeps from being called.
class Forgotten {
  public:
    Forgotten(Facts& facts, const GuardRules& guard, const Clock& clock)
        : facts_(facts), guard_(guard), clock_(clock) {}

    /// Call every few seconds.
    void look(store::Db& db);
    /// Something is wrong with the world: patience begins anew.
    void disturbed();
    /// For the counters of what befell the world.
    void count_refusals(store::Db& db);

  private:
    void look_for_due(store::Db& db, const TaskFacts& task, LineFacts& line, const std::set<Callee>& unsettled);
    void look_for_put_off(store::Db& db, const TaskFacts& task);

    Facts& facts_;
    const GuardRules& guard_;
    const Clock& clock_;
    std::set<int64_t> idle_;  // lines that could call somebody at this look
};

}  // namespace tiller::simulate
