#include "campaign/task_order.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "campaign/quota.h"
#include "campaign/round_names.h"

namespace tiller::campaign {

Result<store::Task> create_task(store::Tx& tx, const Context& context, const TaskOrder& order) {
    if (store::task_name_exists(tx, order.account, order.name)) {
        return conflict(fmt::format("task \"{}\" exists already", order.name));
    }
    if (auto plan = plan_that_names(tx, order.account, order.name)) {
        return conflict(fmt::format("a round of plan \"{}\" has the name \"{}\"", *plan, order.name));
    }
    Instant now = context.clock.now();
    auto allowed = check_quota(tx, order.account, Upload::task, static_cast<int64_t>(order.rows.size()), now);
    if (!allowed) return allowed.error();
    store::Task task{.account = order.account,
                     .id = new_id(context.clock, context.random),
                     .name = order.name,
                     .type = order.type,
                     .route = order.route,
                     .status = order.window.start <= now ? Status::running : Status::waiting,
                     .robot = order.robot.id(),
                     .robot_name = order.robot.name,
                     .robot_is_group = order.robot.is_group,
                     .robot_version = order.robot.version,
                     .line = order.line.key,
                     .line_name = order.line.name,
                     .starts = order.window.start,
                     .ends = order.window.end,
                     .repeat_interval = order.repeat.interval_minutes,
                     .repeat_num = order.repeat.num,
                     .repeat_on = order.repeat.on,
                     .dnc_switch = order.dnc_switch,
                     .created = now,
                     .total = static_cast<int64_t>(order.rows.size())};
    task.key = store::insert_task(tx, task);
    store::Number number{.account = task.account, .task = task.key, .due = task.starts};
    for (const GoodRow& row : order.rows) {
        number.row = row.row;
        number.callee = row.callee;
        number.fields = row.fields;
        store::insert_number(tx, number);
    }
    return task;
}

int64_t append_number(store::Tx& tx, const Context& context, store::Task& task, const NewNumber& number) {
    Instant now = context.clock.now();
    store::set_task_total(tx, task.key, ++task.total);
    store::insert_number(tx, {.account = task.account,
                              .task = task.key,
                              .row = task.total,
                              .callee = number.callee,
                              .fields = number.fields,
                              .due = std::max(task.starts, now),
                              .trace = number.trace});
    return task.total;
}

}  // namespace tiller::campaign
