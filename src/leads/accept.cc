#include "leads/accept.h"

#include <fmt/format.h>
#include <algorithm>

#include "base/json/json.h"
#include "campaign/quota.h"
#include "campaign/task_order.h"
#include "model/wire_code.h"

namespace tiller::leads {
namespace {

constexpr std::chrono::hours kRepeatWithin{24};

std::string to_json_list(const std::vector<std::string>& texts) {
    JsonWriter json;
    json.begin_array();
    for (const std::string& text : texts) json.value(text);
    json.end_array();
    return json.take();
}

/// May the lead join this task? Its settings are those of now, and the number is not in it yet.
bool fits(store::Db& db, const store::Task& task, const campaign::TaskOrder& order, const Lead& lead) {
    return !has_ended(task.status) && task.ends == order.window.end && task.line == order.line.key &&
           task.robot_name == order.robot.name && task.robot_is_group == order.robot.is_group &&
           task.repeat_interval == order.repeat.interval_minutes && task.repeat_num == order.repeat.num &&
           task.repeat_on == order.repeat.on && !store::find_number(db, task.account, task.key, lead.callee);
}

/// The calls of a route and a day form a task. There are more of a day when the route was changed, names its robot in
/// the body, or the same number came again with another body.
Result<store::Task> task_for(store::Tx& tx, const campaign::Context& context, const Push& push,
                             campaign::TaskOrder order, const Zone& account_zone) {
    auto today = store::tasks_of_route(tx, order.account, order.route, order.window.start);
    for (store::Task& task : today) {
        if (fits(tx, task, order, push.lead)) return std::move(task);
    }
    std::string day = fmt::format("{}_{}", push.stored.name, format_date(account_zone.date_of(order.window.start)));
    order.name = day;
    for (size_t n = std::max<size_t>(2, today.size() + 1); store::task_name_exists(tx, order.account, order.name);
         ++n) {
        order.name = fmt::format("{}_{}", day, n);
    }
    return campaign::create_task(tx, context, order);
}

}  // namespace

std::variant<Accepted, Fault> accept_lead(store::Tx& tx, const campaign::Context& context, const Push& push) {
    int64_t account = push.account.key;
    Instant now = context.clock.now();
    auto earlier = store::find_lead(tx, account, push.stored.name, push.lead.body_hash, now - kRepeatWithin);
    if (earlier) {
        auto task = store::find_task(tx, earlier->task);
        return Accepted{earlier->trace_id, task ? task->id : "", true};
    }
    auto robot = campaign::find_robot_choice(tx, account, push.lead.robot, push.route.robot_is_group);
    if (!robot) return Fault{wire_code::robot_wrong, robot.error().message};
    auto line = store::find_line(tx, account, push.lead.line);
    if (!line || !line->enabled) {
        return Fault{wire_code::line_wrong,
                     fmt::format("line \"{}\" {}", push.lead.line, line ? "is switched off" : "does not exist")};
    }
    auto account_zone = Zone::find(push.account.zone);
    auto zone = push.route.zone.empty() ? account_zone : Zone::find(push.route.zone);
    if (!zone || !account_zone) throw std::runtime_error("the time zone of a route is gone");

    // Before the task, so that none is made for a lead that is refused.
    if (auto allowed = campaign::check_quota(tx, account, campaign::Upload::number, 1, now); !allowed) {
        return Fault{wire_code::not_created, allowed.error().message};
    }
    auto task = task_for(tx, context, push,
                         {.account = account,
                          .type = store::TaskType::route,
                          .route = push.stored.key,
                          .robot = std::move(*robot),
                          .line = std::move(*line),
                          .window = window_of(push.route, *zone, now),
                          .repeat = push.route.repeat},
                         *account_zone);
    if (!task) return Fault{wire_code::not_created, task.error().message};
    int64_t row = campaign::append_number(tx, context, *task, {push.lead.callee, push.lead.variables, push.trace_id});
    store::insert_lead(tx, {.account = account,
                            .trace_id = push.trace_id,
                            .route = push.stored.name,
                            .body_hash = push.lead.body_hash,
                            .warnings = to_json_list(push.lead.warnings),
                            .task = task->key,
                            .row = row,
                            .received = now});
    return Accepted{push.trace_id, task->id, false};
}

std::string message_of(const Fault& refusal) {
    std::string_view text;
    switch (refusal.code) {
        case wire_code::not_valid:
            text = "not JSON";
            break;
        case wire_code::parameter_missing:
            text = "parameter missing";
            break;
        case wire_code::robot_wrong:
            text = "robot wrong";
            break;
        case wire_code::line_wrong:
            text = "SIP line wrong";
            break;
        case wire_code::number_wrong:
            text = "number wrong";
            break;
        case wire_code::not_created:
            text = "not created";
            break;
        default:
            text = "parameter wrong";
            break;
    }
    return fmt::format("{}: {}", text, refusal.message);
}

}  // namespace tiller::leads
