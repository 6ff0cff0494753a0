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

bool runs(const Visit& visit) { return visit.desk.context.running.has_value(); }

http::Response show(const Visit& visit) {
    return {.body = visit.desk.context.store.read([&](store::Db& db) { return document_of(db, runs(visit)); })};
}

void note(store::Tx& tx, const Visit& visit, const char* action, std::string after) {
    store::insert_audit(tx, {.at = visit.now(),
                             .actor = visit.actor.name,
                             .address = visit.request.remote_address,
                             .action = action,
                             .resource = "server",
                             .changed = R"(["held"])",
                             .after = std::move(after)});
}

http::Response answer_changed(const Visit& visit) {
    if (visit.desk.context.setup_changed) visit.desk.context.setup_changed();
    return show(visit);
}

http::Response hold(const Visit& visit) {
    std::string reason;
    read_body(visit, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"reason"});
        if (map.find("reason")) reason = map.name("reason", kLongestReason);
    });
    if (reason.empty()) reason = "by " + visit.actor.name;
    visit.desk.context.store.write([&](store::Tx& tx) {
        store::begin_hold(tx, reason, visit.now());
        note(tx, visit, "held", document_of(tx, runs(visit)));
    });
    return answer_changed(visit);
}

http::Response resume(const Visit& visit) {
    visit.desk.context.store.write([&](store::Tx& tx) {
        if (store::end_hold(tx)) note(tx, visit, "resumed", document_of(tx, runs(visit)));
    });
    return answer_changed(visit);
}

}  // namespace

void add_server_pages(http::Router& router, const DeskPtr& desk) {
    router.add("GET", "/admin/v1/server", guarded(desk, {}, show));
    router.add("POST", "/admin/v1/server/hold", guarded(desk, {.role = store::Role::operating}, hold));
    router.add("POST", "/admin/v1/server/resume", guarded(desk, {.role = store::Role::owner}, resume));
}

}  // namespace tiller::management
