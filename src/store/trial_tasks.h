#pragma once
// Tasks by which somebody tries a line or a robot: no figure counts their calls.
#include "store/sqlite/sqlite.h"

namespace tiller::store {

void mark_trial_task(Tx& tx, int64_t task);
bool is_trial_task(Db& db, int64_t task);

}  // namespace tiller::store
