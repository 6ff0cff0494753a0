// POST /operation (docs/contract/voice.md, "Tasks" and "Plans"): stop, pause, resume.
#include <fmt/format.h>

#include "base/log.h"
#include "campaign/tasks.h"
#include "web/cloud/body.h"
#include "web/cloud/pages.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxCharacters = 255;

struct Operation {
    std::string task_id, plan_name;  // one of them
    std::string action;
};

Checked<Operation> read_operation(simdjson::dom::object body) {
    Fields fields(body);
    Operation operation;
    operation.task_id = fields.text("TaskID", {.max_characters = kMaxCharacters});
    operation.plan_name = fields.text("PlanName", {.max_characters = kMaxCharacters});
    if (operation.task_id.empty() && operation.plan_name.empty()) {
        fields.fail({wire_code::operation_task_missing, "TaskID: is required, or a PlanName instead"});
    }
    if (!operation.task_id.empty() && !operation.plan_name.empty()) {
        fields.fail(wrong(wire_code::parameter_wrong, "PlanName", operation.plan_name, "must not come with a TaskID"));
    }
    operation.action = fields.text("Action", {.max_characters = kMaxCharacters,
                                              .too_long = wire_code::action_wrong,
                                              .missing = wire_code::action_wrong,
                                              .wrong_type = wire_code::action_wrong});
    if (operation.action != "Stop" && operation.action != "Pause" && operation.action != "Resume") {
        fields.fail(wrong(wire_code::action_wrong, "Action", operation.action, "must be Stop, Pause or Resume"));
    }
    if (!operation.plan_name.empty() && operation.action != "Stop") {
        fields.fail(
            wrong(wire_code::action_wrong, "Action", operation.action, "a plan can only be stopped; pause its task"));
    }
    if (fields.fault()) return *fields.fault();
    return operation;
}

std::string result(std::string_view id_name, std::string_view id, std::string_view action, Status status) {
    JsonWriter json;
    json.begin_object();
    json.field(id_name, id);
    json.field("Action", action);
    json.field("Status", to_name(status));
    json.end_object();
    return json.take();
}

http::Response operate_on_task(const Write& ctx, store::Tx& tx, const Operation& operation) {
    auto task = store::find_task(tx, ctx.account(), operation.task_id);
    if (!task) return refuse(wrong(wire_code::operation_task_unknown, "TaskID", operation.task_id, "no such task"));
    if (operation.action == "Stop" && has_ended(task->status)) {
        return refuse(wrong(wire_code::has_ended, "TaskID", task->id, fmt::format("is {}", to_name(task->status))));
    }
    Result<void> done = operation.action == "Stop"    ? campaign::stop_task(tx, ctx.shared.campaign(), *task)
                        : operation.action == "Pause" ? campaign::pause_task(tx, *task)
                                                      : campaign::resume_task(tx, ctx.shared.campaign(), *task);
    if (!done) return refuse({wire_code::operation_failed, done.error().message});
    return answer(result("TaskID", task->id, operation.action, task->status));
}

http::Response stop_plan(const Write& ctx, store::Tx& tx, const Operation& operation) {
    auto plan = store::find_plan(tx, ctx.account(), operation.plan_name);
    if (!plan) return refuse(wrong(wire_code::parameter_wrong, "PlanName", operation.plan_name, "no such plan"));
    if (has_ended(plan->status)) {
        return refuse(wrong(wire_code::has_ended, "PlanName", plan->name, fmt::format("is {}", to_name(plan->status))));
    }
    if (auto done = campaign::stop_plan(tx, ctx.shared.campaign(), *plan); !done) {
        return refuse({wire_code::operation_failed, done.error().message});
    }
    return answer(result("PlanName", plan->name, operation.action, plan->status));
}

http::Response operate(Write& ctx) {
    auto body = parse_body(ctx.request.body);
    if (!body.ok()) return refuse(body.fault());
    auto operation = read_operation(*body);
    if (!operation.ok()) return refuse(operation.fault());
    http::Response response = ctx.commit([&](store::Tx& tx) {
        return operation->plan_name.empty() ? operate_on_task(ctx, tx, *operation) : stop_plan(ctx, tx, *operation);
    });
    ctx.shared.outside.work_arrived();
    log::info("operation", {{"request", ctx.request.request_id},
                            {"account", ctx.account()},
                            {"action", operation->action},
                            {"task", operation->task_id},
                            {"plan", operation->plan_name}});
    return response;
}

}  // namespace

void add_operations(Routes& routes) { routes.write("/operation", operate); }

}  // namespace tiller::cloud
