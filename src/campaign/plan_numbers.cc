#include "campaign/plan_numbers.h"

#include <limits>

namespace tiller::campaign {

void PlanNumber::add_round(store::Number number) {
    attempts += number.attempts;
    connected_before |= is_connected(number.outcome);
    if (!number.intention.empty()) intention = number.intention;
    last = std::move(number);
}

std::map<int64_t, PlanNumber> numbers_of_plan(store::Db& db, const store::Plan& plan) {
    std::map<int64_t, PlanNumber> out;
    for (auto& task : store::tasks_of_plan(db, plan.account, plan.key)) {
        for (auto& number : store::list_numbers(db, plan.account, task.key, 0, std::numeric_limits<int64_t>::max())) {
            int64_t row = number.row;
            out[row].add_round(std::move(number));
        }
    }
    return out;
}

}  // namespace tiller::campaign
