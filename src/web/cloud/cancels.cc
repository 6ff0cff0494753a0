// POST /cancelphonecall and /cancelplanphonecall (docs/contract/voice.md): one number is not called any more.
#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "campaign/tasks.h"
#include "web/cloud/body.h"
#include "web/cloud/pages.h"
#include "web/cloud/query.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxCharacters = 255;

struct Cancel {
    std::string id;  // TaskID or PlanName
    std::string callee;
};

Checked<Cancel> read_cancel(simdjson::dom::object body, std::string_view id_name, int id_missing) {
    Fields fields(body);
    Cancel cancel;
    cancel.id = fields.text(id_name, {.max_characters = kMaxCharacters, .missing = id_missing});
    cancel.callee = fields.text("CalleeNumber", {.max_characters = kMaxCharacters,
                                                 .too_long = wire_code::number_wrong,
                                                 .missing = wire_code::parameter_missing,
                                                 .wrong_type = wire_code::number_wrong});
    if (fields.fault()) return *fields.fault();
    auto number = check_callee("CalleeNumber", cancel.callee);
    if (!number.ok()) return number.fault();
    cancel.callee = *number;
    return cancel;
}

std::string result(std::string_view id_name, const Cancel& cancel, int64_t cancelled) {
    JsonWriter json;
    json.begin_object();
    json.field(id_name, cancel.id);
    json.field("CalleeNumber", cancel.callee);
    json.field("Cancelled", cancelled);
    json.end_object();
    return json.take();
}

http::Response cancel_in_task(const Write& ctx, store::Tx& tx, const Cancel& cancel) {
    auto task = store::find_task(tx, ctx.account(), cancel.id);
    if (!task) return refuse(wrong(wire_code::operation_task_unknown, "TaskID", cancel.id, "no such task"));
    if (has_ended(task->status)) {
        return refuse(wrong(wire_code::has_ended, "TaskID", cancel.id, fmt::format("is {}", to_name(task->status))));
    }
    if (!store::find_number(tx, task->account, task->key, cancel.callee)) {
        return refuse(wrong(wire_code::number_wrong, "CalleeNumber", cancel.callee, "is not in the task"));
    }
    int64_t cancelled = campaign::cancel_number(tx, ctx.shared.campaign(), *task, cancel.callee);
    return answer(result("TaskID", cancel, cancelled));
}

http::Response cancel_in_plan(const Write& ctx, store::Tx& tx, const Cancel& cancel) {
    auto plan = store::find_plan(tx, ctx.account(), cancel.id);
    if (!plan) return refuse(wrong(wire_code::parameter_wrong, "PlanName", cancel.id, "no such plan"));
    if (has_ended(plan->status)) {
        return refuse(wrong(wire_code::has_ended, "PlanName", cancel.id, fmt::format("is {}", to_name(plan->status))));
    }
    auto cancelled = campaign::cancel_plan_number(tx, ctx.shared.campaign(), *plan, cancel.callee);
    if (!cancelled) return refuse(wrong(wire_code::number_wrong, "CalleeNumber", cancel.callee, "is not in the plan"));
    return answer(result("PlanName", cancel, *cancelled));
}

using CancelIn = http::Response (*)(const Write&, store::Tx&, const Cancel&);

http::Response cancel(Write& ctx, std::string_view id_name, int id_missing, CancelIn cancel_in) {
    auto body = parse_body(ctx.request.body);
    if (!body.ok()) return refuse(body.fault());
    auto cancel = read_cancel(*body, id_name, id_missing);
    if (!cancel.ok()) return refuse(cancel.fault());
    http::Response response = ctx.commit([&](store::Tx& tx) { return cancel_in(ctx, tx, *cancel); });
    ctx.shared.outside.work_arrived();
    log::info("number cancelled", {{"request", ctx.request.request_id},
                                   {"account", ctx.account()},
                                   {id_name, cancel->id},
                                   {"number", mask_number(cancel->callee)}});
    return response;
}

}  // namespace

void add_cancels(Routes& routes) {
    routes.write("/cancelphonecall",
                 [](Write& ctx) { return cancel(ctx, "TaskID", wire_code::operation_task_missing, cancel_in_task); });
    routes.write("/cancelplanphonecall",
                 [](Write& ctx) { return cancel(ctx, "PlanName", wire_code::parameter_missing, cancel_in_plan); });
}

}  // namespace tiller::cloud
