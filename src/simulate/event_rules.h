#pragma once
#include <functional>

#include "simulate/facts.h"
#include "store/store.h"

namespace tiller::simulate {

/// Rules 5 and 8: every number one outcome and one event, counts that add up, rounds with the right numbers, nobody
/// given up early. Looks at committed rows only.
class EventRules {
  public:
    struct Event {
        int64_t sequence = 0, task = 0, plan = 0;
        int kind = 0;  // 0 call, 1 task, 2 plan
        size_t body_hash = 0;
    };

    explicit EventRules(Facts& facts) : facts_(facts) {}

    /// Reads new tasks and events. `each(id, event)` for every new event.
    void look(store::Db& db, const std::function<void(const std::string&, const Event&)>& each);
    /// Plans and tasks that the store has but the onlooker does not know: a client's order whose answer was lost.
    void learn_plan(store::Db& db, const PlanDraw& draw);
    void look_for_tasks(store::Db& db);
    /// The world is over: all is told, all counts are right.
    void finish(store::Db& db);

  private:
    void task_opened(store::Db& db, TaskFacts task, int64_t total);
    std::set<std::string> members_of(const PlanFacts& plan, const campaign::Round& round) const;
    void check_passed_over(const PlanFacts& plan, size_t from, size_t to);
    void call_told(int64_t task, std::string_view body);
    void check_outcome(const TaskFacts& task, const NumberFacts& number, const std::string& callee, Outcome outcome);
    void check_not_early(const TaskFacts& task, const NumberFacts& number, const std::string& callee, int64_t attempts);
    void task_told(int64_t task);
    void plan_told(int64_t plan);
    void check_sums(store::Db& db);

    Facts& facts_;
    int64_t last_task_ = 0, last_sequence_ = 0, calls_told_ = 0, tasks_told_ = 0;
};

}  // namespace tiller::simulate
