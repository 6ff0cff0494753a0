#pragma once
// A task of its own, outside of any plan: one list, one window (docs/contract/voice.md, "Tasks").
#include <vector>

#include "campaign/attempt.h"
#include "campaign/context.h"
#include "campaign/robot_choice.h"
#include "campaign/rows/list_check.h"
#include "campaign/strategy.h"
#include "store/setup.h"
#include "store/tasks.h"

namespace tiller::campaign {

/// A task that was checked and may be made.
struct TaskOrder {
    int64_t account = 0;
    std::string name;
    store::TaskType type = store::TaskType::normal;
    int64_t route = 0;  // key of the flex route whose leads it takes
    RobotChoice robot;
    store::Line line;
    Window window;
    RepeatRule repeat;
    bool dnc_switch = false;
    std::vector<GoodRow> rows;
};

/// Makes the task and its numbers, running at once if its window is open. `conflict` if the name was taken meanwhile,
/// `invalid` if a quota is reached.
Result<store::Task> create_task(store::Tx& tx, const Context& context, const TaskOrder& order);

/// A number that joins a task of a route.
struct NewNumber {
    std::string callee, fields, trace;
};
/// Adds it to a task that has not ended, due at once or when the window opens. Its row. Asking for the quota
/// (quota.h) is up to the caller.
int64_t append_number(store::Tx& tx, const Context& context, store::Task& task, const NewNumber& number);

}  // namespace tiller::campaign
