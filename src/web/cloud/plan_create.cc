// POST /v2/plan (docs/contract/voice.md, "Plans").
#include "base/log.h"
#include "campaign/plans.h"
#include "web/cloud/pages.h"
#include "web/cloud/plan_request.h"

namespace tiller::cloud {
namespace {

std::string plan_data(std::string_view task_id, const ToldRowErrors& errors, std::string_view plan_name) {
    JsonWriter json;
    json.begin_object();
    json.field("TaskID", task_id);
    write_row_errors(json, errors);
    json.field("PlanName", plan_name);
    json.end_object();
    return json.take();
}

http::Response create(Write& ctx, campaign::PlanOrder order, const ToldRowErrors& errors) {
    std::string task_id, plan_name;
    http::Response response = ctx.commit([&](store::Tx& tx) {
        // Another request may have taken a name since they were looked at, or an operator the robot; or a quota is
        // reached.
        if (auto fault = plan_name_fault(tx, ctx.account(), order.name)) return refuse(*fault);
        if (auto fault = round_name_fault(tx, ctx.account(), order.name, order.strategy)) return refuse(*fault);
        auto made = campaign::create_plan(tx, ctx.shared.campaign(), order);
        if (!made) return refuse({wire_code::not_created, made.error().message});
        task_id = made->task_id;
        plan_name = made->plan_name;
        return answer(plan_data(task_id, errors, plan_name));
    });
    if (task_id.empty()) return response;
    ctx.shared.outside.work_arrived();
    log::info("plan created", {{"request", ctx.request.request_id},
                               {"account", ctx.account()},
                               {"plan", plan_name},
                               {"task", task_id},
                               {"rows", order.rows.size()}});
    return response;
}

http::Response create_plan(Write& ctx) {
    auto body = parse_body(ctx.request.body);
    if (!body.ok()) return refuse(body.fault());
    auto request = read_plan_request(*body);
    if (!request.ok()) return refuse(request.fault());
    auto parts = ctx.shared.outside.store.read(
        [&](store::Db& db) { return find_plan_parts(db, *ctx.caller, *request, ctx.now()); });
    if (!parts.ok()) return refuse(parts.fault());

    if (auto fault = voice_fault(ctx, parts->demands, "Strategy", request->strategy)) return refuse(*fault);
    ListVerdict verdict = judge_rows(ctx, request->rows, parts->demands, request->perform);
    if (verdict.fault) return refuse(*verdict.fault, plan_data("", verdict.errors, ""));
    if (request->perform == Perform::check_only) return answer(plan_data("", verdict.errors, ""));
    return create(ctx,
                  {.account = ctx.caller->account,
                   .name = request->name,
                   .strategy = std::move(parts->strategy),
                   .line = std::move(parts->line),
                   .date = parts->date,
                   .dnc_switch = request->dnc_switch,
                   .rows = std::move(verdict.list.good)},
                  verdict.errors);
}

}  // namespace

void add_plan_create(Routes& routes) { routes.write("/v2/plan", create_plan); }

}  // namespace tiller::cloud
