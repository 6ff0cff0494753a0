#pragma once
// The kept counts of plans; campaign/plan_counts.h says what is counted when.
#include <string>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

enum class PlanCountKind : uint8_t { outcome, intention, progress };
void add_plan_count(Tx& tx, int64_t account, int64_t plan, PlanCountKind kind, std::string_view word, int64_t by);
/// Words with numbers.
std::vector<std::pair<std::string, int64_t>> plan_counts(Db& db, int64_t account, int64_t plan, PlanCountKind kind);

}  // namespace tiller::store
