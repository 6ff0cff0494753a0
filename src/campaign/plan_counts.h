#pragma once
// The counts of a plan over all its rounds, kept as numbers move, so that telling them costs the same for any list.
#include <map>
#include <string>

#include "campaign/plan_numbers.h"

namespace tiller::campaign {

/// Each number of the plan once, as it stands in the latest round that it took part in.
struct PlanCounts {
    int64_t dialed = 0, connected = 0;  // in any round
    int64_t done = 0;
    std::map<std::string, int64_t> outcomes, intentions;
};
PlanCounts counts_of(store::Db& db, const store::Plan& plan);

// What moves a number tells it here, in its own transaction. Tasks without a plan are passed over.

/// The first attempt of a task at a number begins.
void count_first_attempt(store::Tx& tx, const store::Task& task, int64_t row);
/// A number of a task has its final outcome.
void count_settled(store::Tx& tx, const store::Task& task, const store::Number& number);
/// A new round takes these numbers again: what they had come to is open once more.
void count_taken_again(store::Tx& tx, const store::Plan& plan, const std::vector<PlanNumber>& numbers);

}  // namespace tiller::campaign
