#pragma once
// What an account has of what its quotas limit (AccountLimits); campaign/quota.h judges.
#include "store/sqlite/sqlite.h"

namespace tiller::store {

int64_t count_open_plans(Db& db, int64_t account);
/// Of those that were made as tasks: a plan's rounds do not count.
int64_t count_open_uploaded_tasks(Db& db, int64_t account);
/// Rows of plans and of tasks that are no rounds, made at `since` or later.
int64_t count_rows_since(Db& db, int64_t account, Instant since);
/// Has it a task or a plan, whether they have ended or not?
bool has_work(Db& db, int64_t account);

}  // namespace tiller::store
