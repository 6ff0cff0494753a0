#pragma once
#include "calls/phone.h"
#include "simulate/facts.h"
#include "simulate/guard_rules.h"
#include "store/store.h"

namespace tiller::simulate {

/// Rules 1 to 4 and 7, checked at each INVITE and at each end.
class CallRules {
  public:
    CallRules(Facts& facts, GuardRules& guard, const Clock& clock) : facts_(facts), guard_(guard), clock_(clock) {}

    /// An INVITE leaves.
    void invited(store::Store& store, const store::Call& call, size_t node);
    /// The leg is over; the phone will say so.
    void ended(const store::Call& call);
    /// All legs are gone with the process.
    void process_died();
    /// The legs of one node are.
    void node_died(size_t node);
    /// Its legs end, and it may be taken for dead: what it tells of them later need not be what is on disk.
    void node_stopped(size_t node);
    /// Which of the ended calls are on disk now, and whether they are what the phone said.
    void look(store::Db& db);
    /// After a restart: intents that were settled, and whose INVITE never left.
    void learn_unsent(store::Db& db);
    /// After a death: those that are settled later, by a node that takes them over.
    void expect_unsent(store::Db& db);
    /// Whether one of those is settled now.
    void look_for_unsent(store::Db& db);

  private:
    void check_number(const TaskFacts& task, const NumberFacts& number, const store::Call& call);
    void check_moment(const TaskFacts& task, const NumberFacts& number, const store::Call& call);
    void check_guard(const store::Call& call);
    void check_line(LineFacts& line, const store::Call& call);
    void cut_off(CallFacts& call);
    void settled(const std::string& id, const CallFacts& call, Outcome outcome, Instant at);

    Facts& facts_;
    GuardRules& guard_;
    const Clock& clock_;
    std::set<std::pair<int64_t, std::string>> perhaps_unsent_;  // account and CallID of open intents
};

}  // namespace tiller::simulate
