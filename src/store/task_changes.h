#pragma once
// What happened to tasks since somebody looked. Each new task, change of a status and end takes the next number of one
// count over all tasks (triggers in migrations.cc).
#include <vector>

#include "store/tasks.h"

namespace tiller::store {

/// Tasks whose last change has a higher number than `since`, in that order.
std::vector<Task> changed_tasks(Db& db, int64_t since);
/// The number of the last change; 0 without a task.
int64_t last_task_change(Db& db);

}  // namespace tiller::store
