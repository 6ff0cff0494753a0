// GET /callinfo (docs/contract/voice.md, "Tasks"): the record of one call, and of the number that it was made to.
#include "campaign/record.h"
#include "store/calls.h"
#include "web/cloud/pages.h"
#include "web/cloud/query.h"

namespace tiller::cloud {
namespace {

http::Response call_info(const RequestContext& ctx) {
    auto id = required_query(ctx.request, "CallID", wire_code::parameter_missing);
    if (!id.ok()) return refuse(id.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        auto call = store::find_call(db, ctx.account(), *id);
        auto task = call && call->task ? store::find_task(db, *call->task) : std::nullopt;
        auto number = task && call->row ? store::find_number(db, call->account, task->key, *call->row) : std::nullopt;
        if (!call || (call->row && !number))
            return refuse(wrong(wire_code::parameter_wrong, "CallID", *id, "no such call"));
        JsonWriter json;
        json.begin_object();
        if (number) {
            campaign::write_call_record(json, db, ctx.shared.campaign(), ctx.zone(), *task, *number, call->id);
        } else {
            campaign::write_call_record(json, db, ctx.shared.campaign(), ctx.zone(), *call);
        }
        json.end_object();
        return answer(json.text());
    });
}

}  // namespace

void add_call_info(Routes& routes) { routes.read("/callinfo", call_info); }

}  // namespace tiller::cloud
