// GET /admin/v1/server, POST server/hold {"reason"}, POST server/resume (docs/backup.md, "On hold").
#include "web/management/server_page.h"

#include "base/json/json.h"
#include "base/log.h"
#include "store/audit.h"
#include "store/hold.h"
#include "web/management/resource.h"

namespace tiller::management {
namespace {

constexpr size_t kLongestReason = 200;

std::string document_of(store::Db& db, bool runs) {
    auto hold = store::find_hold(db);
    JsonWriter json;
    json.begin_object();
    json.field("state", hold ? "on hold" : "at work");
    json.field("runs", runs);
    json.field("held", hold.has_value());
    json.field("held_since", hold ? to_rfc3339_ms(hold->since) : "");
    json.field("held_reason", hold ? hold->reason : "");
    json.field("told", hold ? store::told(*hold) : "calls, webhooks and registrations go on");
    json.end_object();
    return json.take();
}

bool runs(const RequestContext& ctx) { return ctx.shared.outside.running.has_value(); }

http::Response show(const RequestContext& ctx) {
    return {.body = ctx.shared.outside.store.read([&](store::Db& db) { return document_of(db, runs(ctx)); })};
}

void note(store::Tx& tx, const RequestContext& ctx, const char* action, std::string after) {
    store::insert_audit(tx, {.at = ctx.now(),
                             .actor = ctx.actor.name,
                             .address = ctx.request.remote_address,
                             .action = action,
                             .resource = "server",
                             .changed = R"(["held"])",
                             .after = std::move(after)});
}

http::Response answer_changed(const RequestContext& ctx) {
    if (ctx.shared.outside.setup_changed) ctx.shared.outside.setup_changed();
    return show(ctx);
}

http::Response hold(const RequestContext& ctx) {
    std::string reason;
    read_body(ctx, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"reason"});
        if (map.find("reason")) reason = map.name("reason", kLongestReason);
    });
    if (reason.empty()) reason = "by " + ctx.actor.name;
    ctx.shared.outside.store.write([&](store::Tx& tx) {
        store::begin_hold(tx, reason, ctx.now());
        note(tx, ctx, "held", document_of(tx, runs(ctx)));
    });
    return answer_changed(ctx);
}

http::Response resume(const RequestContext& ctx) {
    ctx.shared.outside.store.write([&](store::Tx& tx) {
        if (store::end_hold(tx)) note(tx, ctx, "resumed", document_of(tx, runs(ctx)));
    });
    return answer_changed(ctx);
}

}  // namespace

void add_server_pages(http::Router& router, const SharedStatePtr& shared) {
    router.add("GET", "/admin/v1/server", page_handler(shared, {}, show));
    router.add("POST", "/admin/v1/server/hold", page_handler(shared, {.role = store::Role::operating}, hold));
    router.add("POST", "/admin/v1/server/resume", page_handler(shared, {.role = store::Role::owner}, resume));
}

}  // namespace tiller::management
