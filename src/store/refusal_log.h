#pragma once
// The guard's refusals for people: whom it kept from being called, when, and by which rule.
#include "store/guard.h"

namespace tiller::store {

/// A refusal with the names of what it is about. The callee is "erased-…" where the person was taken out.
struct ListedRefusal {
    Refusal refusal;  // without facts and packs
    std::string callee, task, task_name, plan_name;
};

struct RefusalSearch {
    Instant from, to;        // the last one does not count
    int64_t task = 0;        // key; 0: any
    std::string rule;        // its id; empty: any
    std::string text;        // part of a number; empty: all
    Instant before_at;       // what was listed last, where a page goes on
    int64_t before_key = 0;  // 0: from the newest
};
/// Newest first.
std::vector<ListedRefusal> search_refusals(Db& db, int64_t account, const RefusalSearch& search, int64_t limit);
std::optional<ListedRefusal> find_refusal(Db& db, int64_t account, int64_t key);
/// Oldest first.
std::vector<Refusal> refusals_of_number(Db& db, int64_t account, int64_t task, int64_t row);

}  // namespace tiller::store
