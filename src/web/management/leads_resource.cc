// Leads that partners pushed: found by the trace_id that the partner was told, with their call.
#include "base/ids.h"
#include "base/json/json.h"
#include "store/routes.h"
#include "store/tasks.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"trace_id":{"type":"string","pattern":"^[0-9a-f]{32}$"},
"route":{"type":"string"},"received":{"type":"string","format":"date-time"},
"warnings":{"type":"array","items":{"type":"string"},"description":"as they were answered"},
"task":{"type":"string","description":"TaskID; with callee, where it is on the wire"},
"callee":{"type":"string"},
"state":{"enum":["waiting","calling","done"]},
"outcome":{"type":["string","null"],"description":"null until it is done"},
"call":{"type":["string","null"],"description":"CallID of the last attempt"},
"attempts":{"type":"integer"}}})json";

std::string_view word_of(store::NumberState state) {
    if (state == store::NumberState::waiting) return "waiting";
    return state == store::NumberState::done ? "done" : "calling";
}

std::string lead_document(store::Db& db, const store::Lead& lead) {
    auto task = store::find_task(db, lead.task);
    auto number = store::find_number(db, lead.account, lead.task, lead.row);
    JsonWriter json;
    json.begin_object();
    json.field("trace_id", lead.trace_id);
    json.field("route", lead.route);
    json.field("received", to_rfc3339_ms(lead.received));
    json.raw_field("warnings", lead.warnings);
    if (task) json.field("task", task->id);
    if (number) {
        json.field("callee", number->callee);
        json.field("state", word_of(number->state));
        json.key("outcome");
        number->state == store::NumberState::done ? json.value(to_name(number->outcome)) : json.null();
        json.key("call");
        number->call.empty() ? json.null() : json.value(number->call);
        json.field("attempts", number->attempts);
    }
    json.end_object();
    return json.take();
}

}  // namespace

Resource leads_resource() {
    return {.name = "leads",
            .noun = "lead",
            .id_field = "trace_id",
            .affects_calls = false,
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
                auto lead = store::find_lead(db, ctx.account.key, id);
                if (!lead) return std::nullopt;
                return lead_document(db, *lead);
            },
            .list =
                [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                    std::vector<Item> items;
                    for (const auto& lead : store::list_leads(db, ctx.account.key, query.after, query.q, query.limit)) {
                        items.push_back({lead.trace_id, lead_document(db, lead)});
                    }
                    return items;
                }};
}

}  // namespace tiller::management
