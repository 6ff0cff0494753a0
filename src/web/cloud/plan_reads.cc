// GET /plan, /planround, /strategy (docs/contract/voice.md, "Plans").
#include "campaign/record.h"
#include "store/setup.h"
#include "web/cloud/pages.h"
#include "web/cloud/query.h"

namespace tiller::cloud {
namespace {

/// Answers with what `write` writes of the plan in the query into `data`.
http::Response tell_plan(const RequestContext& ctx,
                         void (*write)(JsonWriter&, store::Db&, const Zone&, const store::Plan&)) {
    auto name = required_query(ctx.request, "PlanName", wire_code::parameter_missing);
    if (!name.ok()) return refuse(name.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        auto plan = store::find_plan(db, ctx.account(), *name);
        if (!plan) return refuse(wrong(wire_code::parameter_wrong, "PlanName", *name, "no such plan"));
        JsonWriter json;
        json.begin_object();
        write(json, db, ctx.zone(), *plan);
        json.end_object();
        return answer(json.text());
    });
}

void write_rounds(JsonWriter& json, store::Db& db, const Zone& zone, const store::Plan& plan) {
    json.key("Rounds");
    campaign::write_plan_rounds(json, db, zone, plan);
}

http::Response strategies(const RequestContext& ctx) {
    JsonWriter json;
    json.begin_object();
    json.key("Strategies");
    json.begin_array();
    ctx.shared.outside.store.read([&](store::Db& db) {
        for (const std::string& definition : store::list_strategies(db, ctx.account())) json.raw(definition);
    });
    json.end_array();
    json.end_object();
    return answer(json.text());
}

}  // namespace

void add_plan_reads(Routes& routes) {
    routes.read("/plan", [](const RequestContext& ctx) { return tell_plan(ctx, campaign::write_plan_status); });
    routes.read("/planround", [](const RequestContext& ctx) { return tell_plan(ctx, write_rounds); });
    routes.read("/strategy", strategies);
}

}  // namespace tiller::cloud
