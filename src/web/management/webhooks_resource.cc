// Webhooks: where an account's events go.
#include <fmt/format.h>

#include "base/json/json.h"
#include "base/loggable_url.h"
#include "base/text.h"
#include "journal/kinds.h"
#include "setup/removal.h"
#include "store/routes.h"
#include "store/tasks.h"
#include "web/management/resources.h"
#include "web/management/webhooks.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","required":["url"],"properties":{
"id":{"type":"string","readOnly":true},
"url":{"type":"string","maxLength":2048,"examples":["https://example.com/hook"]},
"events":{"type":"array","description":"none in an answer: it gets the call records of routes only","items":{"enum":["call","task","plan"]},"default":["call","task","plan"]},
"enabled":{"type":"boolean","default":true,"description":"switched on, it has no failures behind it"},
"secret":{"type":"string","maxLength":256,"writeOnly":true,"description":"made if it is left out; told in the answer to POST only, and changed by POST webhooks/{id}/rotate"},
"old_secret_until":{"type":["string","null"],"format":"date-time","readOnly":true,"description":"until then the secret before signs, too"},
"failing_since":{"type":["string","null"],"format":"date-time","readOnly":true,"description":"no try succeeded from then on"},
"off_since":{"type":["string","null"],"format":"date-time","readOnly":true},
"off_reason":{"type":"string","readOnly":true}}})json";

constexpr size_t kSecretBytes = 32;

void write_time(JsonWriter& json, std::string_view name, const std::optional<Instant>& at) {
    json.key(name);
    at ? json.value(to_rfc3339_ms(*at)) : json.null();
}

std::optional<store::Endpoint> find_webhook(store::Db& db, const Visit& visit, std::string_view id) {
    if (auto key = parse_integer(id)) return store::find_endpoint(db, visit.account.key, *key);
    for (store::Endpoint& endpoint : store::endpoints_of(db, visit.account.key)) {
        if (endpoint.url == id) return std::move(endpoint);
    }
    return std::nullopt;
}

void need_free(store::Db& db, const Visit& visit, const std::string& url) {
    if (find_webhook(db, visit, url)) throw taken("url", url);
}

Written create(store::Tx& tx, const Visit& visit, const setup::WebhookSetup& wanted, const std::string& secret) {
    need_free(tx, visit, wanted.url);
    int64_t key = store::put_endpoint(tx, {.account = visit.account.key,
                                           .url = wanted.url,
                                           .events = wanted.events,
                                           .secret = secret,
                                           .enabled = wanted.enabled,
                                           .off_since = visit.now(),
                                           .off_reason = store::kOffByOperator});
    return {std::to_string(key), {{"secret", secret}}};
}

Written edit(store::Tx& tx, const Visit& visit, const setup::WebhookSetup& wanted, const std::string& id) {
    store::Endpoint endpoint = need_webhook(tx, visit, id);
    if (endpoint.url != wanted.url) {
        need_free(tx, visit, wanted.url);
        store::move_endpoint(tx, endpoint.key, wanted.url);
        endpoint.url = wanted.url;
    }
    endpoint.events = wanted.events;
    if (endpoint.enabled && !wanted.enabled) {
        endpoint.off_since = visit.now();
        endpoint.off_reason = store::kOffByOperator;
    }
    endpoint.enabled = wanted.enabled;
    store::put_endpoint(tx, endpoint);
    return {std::to_string(endpoint.key)};
}

Commit prepare(setup::SetupContext& context, const document::Node& node, const Visit& visit, const std::string& id) {
    bool is_of_route = !id.empty() && visit.desk.context.store.read([&](store::Db& db) {
        auto stored = find_webhook(db, visit, id);
        return stored && store::is_result_endpoint(db, stored->key);
    });
    setup::WebhookSetup wanted = setup::read_webhook(context, node, "", is_of_route);
    if (const document::Node* secret = node.find("secret"); secret && !id.empty()) {
        context.add(secret->at, fmt::format("secret is changed by POST /admin/v1/webhooks/{}/rotate", id));
    }
    if (const document::Node* old_secret = node.find("old_secret")) {
        context.add(old_secret->at, "old_secret stands in set-up files only: here a rotation keeps it");
    }
    if (!id.empty()) return [=, &visit](store::Tx& tx) { return edit(tx, visit, wanted, id); };
    std::string secret = wanted.secret.empty() ? make_webhook_secret(visit.desk.context.random) : wanted.secret;
    return [=, &visit](store::Tx& tx) { return create(tx, visit, wanted, secret); };
}

}  // namespace

store::Endpoint need_webhook(store::Db& db, const Visit& visit, const std::string& id) {
    auto endpoint = find_webhook(db, visit, id);
    if (!endpoint) {
        throw Refusal{problem(404, fmt::format("webhook \"{}\": there is no such webhook", utf8_prefix(id, 64)))};
    }
    return *endpoint;
}

std::string to_document(const store::Endpoint& endpoint) {
    JsonWriter json;
    json.begin_object();
    json.field("id", std::to_string(endpoint.key));
    json.field("url", endpoint.url);
    json.key("events");
    json.begin_array();
    for (store::EventKind kind : endpoint.events) json.value(to_word(kind));
    json.end_array();
    json.field("enabled", endpoint.enabled);
    write_time(json, "old_secret_until", endpoint.old_secret_until);
    write_time(json, "failing_since", endpoint.failing_since);
    write_time(json, "off_since", endpoint.off_since);
    json.field("off_reason", endpoint.off_reason);
    json.end_object();
    return json.take();
}

std::string_view to_word(store::EventKind kind) { return journal::find_kind(kind).name; }

std::optional<store::EventKind> read_event_kind(std::string_view word) {
    if (word.empty()) return std::nullopt;
    if (auto* kind = journal::find_kind(word)) return kind->kind;
    throw Refusal{
        problem(400, fmt::format("event \"{}\" must be {}", utf8_prefix(word, 64), journal::names_of_kinds()))};
}

int64_t read_task(store::Db& db, const Visit& visit, const std::string& id) {
    if (id.empty()) return 0;
    auto task = store::find_task(db, visit.account.key, id);
    if (task) return task->key;
    throw Refusal{problem(400, fmt::format("task \"{}\" must be the TaskID of a task", utf8_prefix(id, 64)))};
}

int64_t read_plan(store::Db& db, const Visit& visit, const std::string& name) {
    if (name.empty()) return 0;
    auto plan = store::find_plan(db, visit.account.key, name);
    if (plan) return plan->key;
    throw Refusal{problem(400, fmt::format("plan \"{}\" must be the name of a plan", utf8_prefix(name, 64)))};
}

std::string make_webhook_secret(Random& random) {
    std::string bytes(kSecretBytes, '\0');
    random.fill({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
    return "whsec_" + to_base64(bytes);
}

Resource webhooks_resource() {
    return {.name = "webhooks",
            .noun = "webhook",
            .id_field = "id",
            .logs_id = false,
            .urls = {"url"},
            .read_only = {"id", "old_secret_until", "failing_since", "off_since", "off_reason"},
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const Visit& visit, const std::string& id) -> std::optional<std::string> {
                auto endpoint = find_webhook(db, visit, id);
                if (!endpoint) return std::nullopt;
                return to_document(*endpoint);
            },
            .list =
                [](store::Db& db, const Visit& visit, const ListQuery& query) {
                    // Few, and in the order in which they were made. What is searched for is a part of the URL
                    // that a log may hold.
                    std::vector<Item> items;
                    auto after = parse_integer(query.after).value_or(0);
                    for (const store::Endpoint& endpoint : store::endpoints_of(db, visit.account.key)) {
                        bool is_meant = lower(loggable_url(endpoint.url)).find(lower(query.q)) != std::string::npos;
                        if (endpoint.key <= after || !is_meant) continue;
                        if (static_cast<int64_t>(items.size()) == query.limit) break;
                        items.push_back({std::to_string(endpoint.key), to_document(endpoint)});
                    }
                    return items;
                },
            .prepare = prepare,
            .remove =
                [](store::Tx& tx, const Visit& visit, const std::string& id) {
                    store::Endpoint endpoint = need_webhook(tx, visit, id);
                    need(setup::remove_webhook(tx, endpoint));
                },
            .actions = webhook_actions()};
}

}  // namespace tiller::management
