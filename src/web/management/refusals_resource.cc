// The guard's refusals: whom it kept from being called, when, and by which rule. Read, never written here.
#include "base/json/json.h"
#include "base/text.h"
#include "store/refusal_log.h"
#include "store/tasks.h"
#include "web/management/days.h"
#include "web/management/filters.h"
#include "web/management/number_fields.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"id":{"type":"string"},"at":{"type":"string","format":"date-time"},"callee":{"type":"string"},
"verdict":{"enum":["refused","put_off"],"description":"put_off: called later, if nothing else speaks against it"},
"rule":{"type":"string","description":"its id"},"version":{"type":"integer"},
"until":{"type":["string","null"],"format":"date-time","description":"of one that was put off: to when"},
"told":{"type":"string","description":"why, in a sentence"},
"task":{"type":"string","description":"TaskID"},"task_name":{"type":"string"},"plan":{"type":"string","description":"PlanName"},
"row":{"type":"integer","description":"of the list, from 1"}}})json";

std::string refusal_document(const store::ListedRefusal& listed) {
    const store::Refusal& refusal = listed.refusal;
    JsonWriter json;
    json.begin_object();
    json.field("id", std::to_string(refusal.key));
    json.field("at", to_rfc3339_ms(refusal.at));
    json.field("callee", listed.callee);
    json.field("verdict", refusal.final_one ? "refused" : "put_off");
    json.field("rule", refusal.rule);
    json.field("version", refusal.version);
    json.key("until");
    refusal.earliest && !refusal.final_one ? json.value(to_rfc3339_ms(*refusal.earliest)) : json.null();
    json.field("told", refusal.told);
    json.field("task", listed.task);
    json.field("task_name", listed.task_name);
    json.field("plan", listed.plan_name);
    json.field("row", refusal.row);
    json.end_object();
    return json.take();
}

/// Where a page goes on: "<milliseconds>-<key>".
std::string cursor_of(const store::Refusal& refusal) {
    return fmt::format("{}-{}", refusal.at.time_since_epoch().count(), refusal.key);
}

std::vector<Item> list_refusals(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    constexpr int kDaysUnlessGiven = 7;
    Zone zone = zone_of(ctx);
    Days days = read_days(ctx, zone, kDaysUnlessGiven);
    store::RefusalSearch search{
        .from = days.begin(zone), .to = days.end(zone), .rule = text_filter(ctx, "rule").value_or(""), .text = query.q};
    if (auto id = text_filter(ctx, "task")) {
        auto task = store::find_task(db, ctx.account.key, *id);
        if (!task) return {};
        search.task = task->key;
    }
    size_t mark = query.after.find('-');
    if (mark != std::string::npos) {
        auto at = parse_integer(query.after.substr(0, mark)), key = parse_integer(query.after.substr(mark + 1));
        if (at && key) search.before_at = from_ms(*at), search.before_key = *key;
    }
    std::vector<Item> items;
    for (const auto& listed : store::search_refusals(db, ctx.account.key, search, query.limit)) {
        items.push_back({std::to_string(listed.refusal.key), refusal_document(listed), cursor_of(listed.refusal)});
    }
    return items;
}

std::optional<std::string> find(store::Db& db, const RequestContext& ctx, const std::string& id) {
    auto key = parse_integer(id);
    auto listed = key ? store::find_refusal(db, ctx.account.key, *key) : std::nullopt;
    if (!listed) return std::nullopt;
    return refusal_document(*listed);
}

}  // namespace

Resource refusals_resource() {
    return {.name = "refusals",
            .noun = "refusal",
            .id_field = "id",
            .affects_calls = false,
            .schema = std::string(kSchema),
            .find = find,
            .list = list_refusals,
            .filters = {{"from", "first day, in the account's zone, or today; a week before to unless given"},
                        {"to", "last day, today unless given"},
                        {"task", "TaskID"},
                        {"rule", "its id, such as us.collection.hours"}}};
}

}  // namespace tiller::management
