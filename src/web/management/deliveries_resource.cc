// Deliveries: what became of each event at each webhook. Read, and sent again.
#include <fmt/format.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/loggable_url.h"
#include "base/text.h"
#include "store/delivery_log.h"
#include "store/replay.h"
#include "store/tasks.h"
#include "web/management/resources.h"
#include "web/management/webhooks.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"id":{"type":"string"},"webhook":{"type":"string","description":"its id"},
"event_id":{"type":"string","description":"EventID"},"event":{"enum":["call","task","plan","line"]},"sequence":{"type":"integer"},
"task":{"type":"string","description":"TaskID"},"plan":{"type":"string","description":"PlanName"},
"created":{"type":"string","format":"date-time"},"state":{"enum":["waiting","delivered","exhausted"]},
"tries":{"type":"integer","description":"since it was made, or replayed"},
"due":{"type":["string","null"],"format":"date-time","description":"of the next try"},
"settled":{"type":["string","null"],"format":"date-time"},"last_status":{"type":"integer"},"last_error":{"type":"string"},
"request":{"type":"object","description":"of a single delivery: url, body"},
"log":{"type":"array","description":"of a single delivery","items":{"type":"object","properties":{
"number":{"type":"integer"},"at":{"type":"string","format":"date-time"},"duration_ms":{"type":"integer"},
"status":{"type":"integer","description":"0: no answer"},"error":{"type":"string"},
"answer":{"type":"string","description":"the first 300 characters"}}}}}})json";

constexpr std::string_view kStates[] = {"waiting", "delivered", "exhausted"};  // by store::DeliveryState

/// "<webhook>-<sequence>". As a cursor: what comes behind it is older, or of the same event at a later webhook.
struct DeliveryId {
    int64_t webhook = 0, sequence = 0;
};
std::optional<DeliveryId> parse_id(std::string_view text) {
    size_t mark = text.find('-');
    if (mark == std::string_view::npos) return std::nullopt;
    auto webhook = parse_integer(text.substr(0, mark)), sequence = parse_integer(text.substr(mark + 1));
    if (!webhook || !sequence) return std::nullopt;
    return DeliveryId{*webhook, *sequence};
}
std::string id_of(const store::Delivery& delivery) {
    return fmt::format("{}-{}", delivery.endpoint, delivery.sequence);
}

void write_fields(JsonWriter& json, store::Db& db, const store::ListedDelivery& listed) {
    const store::Delivery& delivery = listed.delivery;
    auto task = delivery.task ? store::find_task(db, delivery.task) : std::nullopt;
    auto plan = delivery.plan ? store::find_plan(db, delivery.plan) : std::nullopt;
    json.field("id", id_of(delivery));
    json.field("state", kStates[static_cast<size_t>(delivery.state)]);
    json.field("event", to_word(delivery.kind));
    json.field("event_id", listed.event_id);
    json.field("created", to_rfc3339_ms(listed.created));
    json.field("last_error", delivery.last_error);
    json.field("webhook", std::to_string(delivery.endpoint));
    json.field("sequence", delivery.sequence);
    json.field("task", task ? task->id : "");
    json.field("plan", plan ? plan->name : "");
    json.field("tries", delivery.tries);
    json.key("due");
    delivery.state == store::DeliveryState::waiting ? json.value(to_rfc3339_ms(delivery.due)) : json.null();
    json.key("settled");
    listed.settled ? json.value(to_rfc3339_ms(*listed.settled)) : json.null();
    json.field("last_status", delivery.last_status);
}

std::string delivery_document(store::Db& db, const store::ListedDelivery& listed) {
    JsonWriter json;
    json.begin_object();
    write_fields(json, db, listed);
    json.end_object();
    return json.take();
}

/// With what was sent, and every answer.
std::string to_whole_document(store::Db& db, const store::Endpoint& endpoint, const store::ListedDelivery& listed) {
    const store::Delivery& delivery = listed.delivery;
    auto event = store::find_event(db, delivery.account, delivery.sequence);
    JsonWriter json;
    json.begin_object();
    write_fields(json, db, listed);
    json.key("request");
    json.begin_object();
    json.field("url", loggable_url(endpoint.url));
    json.raw_field("body", event ? event->body : "null");
    json.end_object();
    json.key("log");
    json.begin_array();
    for (const store::Try& tried : store::tries_of(db, delivery.endpoint, delivery.sequence)) {
        json.begin_object();
        json.field("number", tried.number);
        json.field("at", to_rfc3339_ms(tried.at));
        json.field("duration_ms", tried.duration.count());
        json.field("status", tried.status);
        json.field("error", tried.error);
        json.field("answer", tried.answer);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::optional<std::string> find(store::Db& db, const RequestContext& ctx, const std::string& text) {
    auto id = parse_id(text);
    auto endpoint = id ? store::find_endpoint(db, ctx.account.key, id->webhook) : std::nullopt;
    auto listed = endpoint ? store::find_delivery(db, *endpoint, id->sequence) : std::nullopt;
    if (!listed) return std::nullopt;
    return to_whole_document(db, *endpoint, *listed);
}

store::DeliveryFilter read_filter(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    store::DeliveryFilter filter{.kind = read_event_kind(ctx.parameter("event")),
                                 .task = read_task(db, ctx, ctx.parameter("task")),
                                 .plan = read_plan(db, ctx, ctx.parameter("plan")),
                                 .event_id = query.q};
    std::string state = ctx.parameter("state");
    if (state.empty()) return filter;
    auto found = std::ranges::find(kStates, state);
    if (found == std::end(kStates)) {
        throw Refusal{
            problem(400, fmt::format("state \"{}\" must be waiting, delivered or exhausted", utf8_prefix(state, 64)))};
    }
    filter.state = static_cast<store::DeliveryState>(found - std::begin(kStates));
    return filter;
}

/// Newest first, over the webhooks that are meant.
std::vector<Item> list_deliveries(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    std::string webhook = ctx.parameter("webhook");
    auto endpoints =
        webhook.empty() ? store::endpoints_of(db, ctx.account.key) : std::vector{need_webhook(db, ctx, webhook)};
    store::DeliveryFilter filter = read_filter(db, ctx, query);
    auto after = parse_id(query.after);
    std::vector<store::ListedDelivery> all;
    for (const store::Endpoint& endpoint : endpoints) {
        int64_t before = after ? after->sequence + (endpoint.key > after->webhook ? 1 : 0) : 0;
        for (auto& listed : store::list_deliveries(db, endpoint, filter, before, query.limit)) {
            all.push_back(std::move(listed));
        }
    }
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        if (a.delivery.sequence != b.delivery.sequence) return a.delivery.sequence > b.delivery.sequence;
        return a.delivery.endpoint < b.delivery.endpoint;
    });
    if (static_cast<int64_t>(all.size()) > query.limit) all.resize(static_cast<size_t>(query.limit));
    std::vector<Item> items;
    for (const auto& listed : all) items.push_back({id_of(listed.delivery), delivery_document(db, listed)});
    return items;
}

/// POST deliveries/{id}/replay: this one, whatever became of it.
http::Response replay(const RequestContext& ctx, const std::string& text);

}  // namespace

Resource deliveries_resource() {
    return {.name = "deliveries",
            .noun = "delivery",
            .id_field = "id",
            .schema = std::string(kSchema),
            .find = find,
            .list = list_deliveries,
            .actions = {{"POST", "replay", store::Role::operating, "Sends it again, with the same EventID and body.",
                         replay}},
            .filters = {{"webhook", "id or URL"},
                        {"state", "", R"({"enum":["waiting","delivered","exhausted"]})"},
                        {"event", "", R"({"enum":["call","task","plan","line"]})"},
                        {"task", "TaskID"},
                        {"plan", "PlanName"}}};
}

namespace {

http::Response replay(const RequestContext& ctx, const std::string& text) {
    const AdminContext& outside = ctx.shared.outside;
    std::string document = outside.store.write([&](store::Tx& tx) {
        auto id = parse_id(text);
        auto endpoint = id ? store::find_endpoint(tx, ctx.account.key, id->webhook) : std::nullopt;
        auto listed = endpoint ? store::find_delivery(tx, *endpoint, id->sequence) : std::nullopt;
        if (!listed) {
            throw Refusal{problem(404, fmt::format("id \"{}\": there is no such delivery", utf8_prefix(text, 64)))};
        }
        need(store::replay_event(tx, *endpoint, listed->event_id, ctx.now()));
        std::string after = delivery_document(tx, *store::find_delivery(tx, *endpoint, id->sequence));
        audit(tx, ctx, "replayed", deliveries_resource(), text, delivery_document(tx, *listed), after);
        return after;
    });
    if (outside.deliveries_due) outside.deliveries_due();
    return {.body = document};
}

}  // namespace

}  // namespace tiller::management
