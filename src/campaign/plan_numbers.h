#pragma once
#include <map>

#include "store/tasks.h"

namespace tiller::campaign {

/// Where a number of a plan stands over all rounds so far.
struct PlanNumber {
    store::Number last;             // in the latest round that it took part in
    int64_t attempts = 0;           // in all rounds
    bool connected_before = false;  // in any round
    std::string intention;          // the last one that was given: a round in which nobody answers takes none back

    /// Rounds are added in their order.
    void add_round(store::Number number);
};

/// By row of the upload, which a number keeps through all rounds.
std::map<int64_t, PlanNumber> numbers_of_plan(store::Db& db, const store::Plan& plan);

}  // namespace tiller::campaign
