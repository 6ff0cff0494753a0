#pragma once
#include <functional>

#include "simulate/facts.h"
#include "simulate/guard_rules.h"
#include "store/store.h"

namespace tiller::simulate {

/// Rules 5 and 8, and what stop and cancel mean for rounds (7): every number one outcome and one event, counts that add
/// up, rounds with the right numbers, nobody given up early. Looks at committed rows only.
class EventRules {
  public:
    struct Event {
        int64_t account = 0, sequence = 0, task = 0, plan = 0;
        int kind = 0;  // 0 call, 1 task, 2 plan
        size_t body_hash = 0;
    };

    EventRules(Facts& facts, const GuardRules& guard, const Clock& clock)
        : facts_(facts), guard_(guard), clock_(clock) {}

    /// Reads new tasks and events. `each(id, event)` for every new event.
    void look(store::Db& db, const std::function<void(const std::string&, const Event&)>& each);
    /// Once all INVITEs of a step are seen: was the guard right where it kept a number from being called?
    void check_claims();
    /// The world is over: all is told, all counts are right.
    void finish(store::Db& db);

  private:
    using Each = std::function<void(const std::string&, const Event&)>;

    /// The guard is said to let a number not be called from an instant on until its window ends.
    struct Claim {
        int64_t task;
        std::string callee;
        Instant from;
        std::string what;
    };

    void look_at_account(store::Db& db, int64_t account, const Each& each);
    void look_for_tasks(store::Db& db);
    void learn_plan(store::Db& db, int64_t key);
    void take_round(store::Db& db, TaskFacts task, int64_t total);
    void take_task(store::Db& db, TaskFacts task, int64_t total);
    void take_numbers(store::Db& db, TaskFacts task, int64_t total, std::set<std::string> expected,
                      const std::string& name);
    std::set<std::string> members_of(const PlanFacts& plan, const campaign::Round& round) const;
    void check_passed_over(const PlanFacts& plan, size_t from, size_t to);
    void call_told(int64_t task, std::string_view body);
    void check_outcome(const TaskFacts& task, const NumberFacts& number, const std::string& callee, Outcome outcome);
    void check_not_early(const TaskFacts& task, const NumberFacts& number, const std::string& callee, int64_t attempts);
    void task_told(int64_t task);
    void plan_told(int64_t plan);
    void check_sums(store::Db& db);

    Facts& facts_;
    const GuardRules& guard_;
    const Clock& clock_;
    std::map<int64_t, int64_t> last_sequence_;  // by account
    std::vector<Claim> claims_;
    int64_t last_task_ = 0, calls_told_ = 0, tasks_told_ = 0;
};

}  // namespace tiller::simulate
