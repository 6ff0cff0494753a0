// GET /plancase, /case, /recording (docs/contract/voice.md): links of recordings by plan and number, task and number,
// task.
#include "campaign/record.h"
#include "store/calls.h"
#include "web/cloud/pages.h"
#include "web/cloud/query.h"

namespace tiller::cloud {
namespace {

/// Writes a link for each recorded call of a number in a task, first to last. True if the number is in the task.
bool write_links(JsonWriter& json, store::Db& db, const RequestContext& ctx, const store::Task& task,
                 std::string_view callee) {
    auto number = store::find_number(db, task.account, task.key, callee);
    if (!number) return false;
    for (const store::Call& call : store::calls_of_number(db, task.account, task.key, number->row)) {
        if (call.recorded) campaign::write_recording_link(json, ctx.shared.campaign(), task, call.id);
    }
    return true;
}

http::Response of_plan_number(const RequestContext& ctx) {
    auto name = required_query(ctx.request, "PlanName", wire_code::parameter_missing);
    if (!name.ok()) return refuse(name.fault());
    auto callee = required_callee(ctx.request, "Callee");
    if (!callee.ok()) return refuse(callee.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        auto plan = store::find_plan(db, ctx.account(), *name);
        if (!plan) return refuse(wrong(wire_code::parameter_wrong, "PlanName", *name, "no such plan"));
        JsonWriter json;
        json.begin_object();
        json.key("Links");
        json.begin_array();
        bool is_in_plan = false;
        for (const store::Task& task : store::tasks_of_plan(db, plan->account, plan->key)) {
            is_in_plan |= write_links(json, db, ctx, task, *callee);
        }
        if (!is_in_plan) return refuse(wrong(wire_code::number_wrong, "Callee", *callee, "is not in the plan"));
        json.end_array();
        json.end_object();
        return answer(json.text());
    });
}

http::Response of_task_number(const RequestContext& ctx) {
    auto id = required_query(ctx.request, "TaskID", wire_code::query_task_missing);
    if (!id.ok()) return refuse(id.fault());
    auto callee = required_callee(ctx.request, "Callee");
    if (!callee.ok()) return refuse(callee.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        auto task = find_query_task(db, ctx, *id);
        if (!task.ok()) return refuse(task.fault());
        auto number = store::find_number(db, task->account, task->key, *callee);
        if (!number) return refuse(wrong(wire_code::number_wrong, "Callee", *callee, "is not in the task"));

        store::Call latest;  // connected
        for (store::Call& call : store::calls_of_number(db, task->account, task->key, number->row)) {
            if (is_connected(call.outcome)) latest = std::move(call);
        }
        JsonWriter json;
        json.begin_object();
        json.field("TaskName", task->name);
        json.field("TaskID", task->id);
        json.field("CallID", latest.id);
        json.field("Link", latest.recorded ? ctx.shared.outside.links.recording(latest.id, ctx.now()) : std::string());
        json.key("Links");
        json.begin_array();
        write_links(json, db, ctx, *task, *callee);
        json.end_array();
        json.end_object();
        return answer(json.text());
    });
}

http::Response of_task(const RequestContext& ctx) {
    auto id = required_query(ctx.request, "TaskID", wire_code::query_task_missing);
    if (!id.ok()) return refuse(id.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        auto task = find_query_task(db, ctx, *id);
        if (!task.ok()) return refuse(task.fault());
        JsonWriter json;
        json.begin_object();
        json.key("Links");
        json.begin_array();
        constexpr int64_t kRowsAtOnce = 500;
        int64_t from = 0;
        for (bool more = true; more;) {
            auto numbers = store::list_numbers(db, task->account, task->key, from, kRowsAtOnce);
            for (const store::Number& number : numbers) {
                from = number.row + 1;
                if (number.attempts > 0) write_links(json, db, ctx, *task, number.callee);
            }
            more = numbers.size() == static_cast<size_t>(kRowsAtOnce);
        }
        json.end_array();
        json.field("Archive", ctx.shared.outside.links.archive(task->account, task->id, ctx.now()));
        json.end_object();
        return answer(json.text());
    });
}

}  // namespace

void add_recordings(Routes& routes) {
    routes.read("/plancase", of_plan_number);
    routes.read("/case", of_task_number);
    routes.read("/recording", of_task);
}

}  // namespace tiller::cloud
