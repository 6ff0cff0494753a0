#include "base/json/json.h"
#include "base/text.h"
#include "store/audit.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"id":{"type":"string"},"at":{"type":"string","format":"date-time"},"actor":{"type":"string"},"address":{"type":"string"},
"account":{"type":"string"},"action":{"type":"string"},"resource":{"type":"string"},"subject":{"type":"string"},
"changed":{"type":"array","items":{"type":"string"}},
"before":{"type":["object","null"]},"after":{"type":["object","null"]}}})json";

void write_json_or_null(JsonWriter& json, std::string_view name, const std::string& text) {
    json.key(name);
    text.empty() ? json.null() : json.raw(text);
}

std::string entry_document(const store::AuditEntry& entry) {
    JsonWriter json;
    json.begin_object();
    json.field("id", std::to_string(entry.key));
    json.field("at", to_rfc3339_ms(entry.at));
    json.field("actor", entry.actor);
    json.field("address", entry.address);
    json.field("account", entry.account);
    json.field("action", entry.action);
    json.field("resource", entry.resource);
    json.field("subject", entry.subject);
    json.raw_field("changed", entry.changed);
    write_json_or_null(json, "before", entry.before);
    write_json_or_null(json, "after", entry.after);
    json.end_object();
    return json.take();
}

std::vector<Item> list_entries(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    store::AuditFilter filter{.actor = ctx.parameter("actor"),
                              .account = ctx.parameter("account"),
                              .resource = ctx.parameter("resource"),
                              .subject = ctx.parameter("subject"),
                              .text = query.q,
                              .before = parse_integer(query.after)};
    std::vector<Item> items;
    for (const auto& entry : store::list_audit(db, filter, query.limit)) {
        items.push_back({std::to_string(entry.key), entry_document(entry)});
    }
    return items;
}

std::optional<std::string> find(store::Db& db, const RequestContext&, const std::string& id) {
    auto key = parse_integer(id);
    auto entry = key ? store::find_audit(db, *key) : std::nullopt;
    if (!entry) return std::nullopt;
    return entry_document(*entry);
}

}  // namespace

Resource audit_resource() {
    return {.name = "audit",
            .noun = "entry",
            .id_field = "id",
            .in_account = false,
            .may_read = store::Role::owner,
            .schema = std::string(kSchema),
            .find = find,
            .list = list_entries,
            .filters = {{"actor", "a user's name"}, {"account"}, {"resource", "such as lines"}, {"subject", "an id"}}};
}

}  // namespace tiller::management
