// Webhooks: where an account's events go.
#include <fmt/format.h>

#include "base/loggable_url.h"
#include "base/text.h"
#include "form/json.h"
#include "journal/kinds.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "store/routes.h"
#include "store/tasks.h"
#include "web/management/resources.h"
#include "web/management/webhooks.h"

namespace tiller::management {
namespace {

constexpr size_t kSecretBytes = 32;

/// The id by which a path names it.
struct AsId {
    static form::Value to(int64_t key) { return std::to_string(key); }
    static void from(const form::Value&, int64_t&) {}
};

/// A webhook as the management interface tells it, and how it does.
struct WebhookThing {
    setup::WebhookSetup setup;
    store::Endpoint endpoint;
};

const form::Form<WebhookThing>& webhook_thing_form() {
    static const auto form =
        form::Form<WebhookThing>()
            .put(
                "id", form::Type::text, {.read_only = true}, [](auto& thing) -> auto& { return thing.endpoint.key; },
                AsId())
            .include(setup::webhook_form(), &WebhookThing::setup)
            .instant("old_secret_until", [](auto& thing) -> auto& { return thing.endpoint.old_secret_until; },
                     {.about = "until then the secret before signs, too"})
            .instant("failing_since", [](auto& thing) -> auto& { return thing.endpoint.failing_since; },
                     {.about = "no try succeeded from then on"})
            .instant("off_since", [](auto& thing) -> auto& { return thing.endpoint.off_since; })
            .text("off_reason", [](auto& thing) -> auto& { return thing.endpoint.off_reason; }, {.read_only = true});
    return form;
}

std::optional<store::Endpoint> find_webhook(store::Db& db, const RequestContext& ctx, std::string_view id) {
    if (auto key = parse_integer(id)) return store::find_endpoint(db, ctx.account.key, *key);
    for (store::Endpoint& endpoint : store::endpoints_of(db, ctx.account.key)) {
        if (endpoint.url == id) return std::move(endpoint);
    }
    return std::nullopt;
}

void need_free(store::Db& db, const RequestContext& ctx, const std::string& url) {
    if (find_webhook(db, ctx, url)) throw taken("url", url);
}

Written create(store::Tx& tx, const RequestContext& ctx, const setup::WebhookSetup& wanted, const std::string& secret) {
    need_free(tx, ctx, wanted.url);
    int64_t key = store::put_endpoint(tx, {.account = ctx.account.key,
                                           .url = wanted.url,
                                           .events = wanted.events,
                                           .secret = secret,
                                           .enabled = wanted.enabled,
                                           .off_since = ctx.now(),
                                           .off_reason = store::kOffByOperator});
    return {std::to_string(key), {{"secret", secret}}};
}

Written edit(store::Tx& tx, const RequestContext& ctx, const setup::WebhookSetup& wanted, const std::string& id) {
    store::Endpoint endpoint = need_webhook(tx, ctx, id);
    if (endpoint.url != wanted.url) {
        need_free(tx, ctx, wanted.url);
        store::move_endpoint(tx, endpoint.key, wanted.url);
        endpoint.url = wanted.url;
    }
    endpoint.events = wanted.events;
    if (endpoint.enabled && !wanted.enabled) {
        endpoint.off_since = ctx.now();
        endpoint.off_reason = store::kOffByOperator;
    }
    endpoint.enabled = wanted.enabled;
    store::put_endpoint(tx, endpoint);
    return {std::to_string(endpoint.key)};
}

Commit prepare_webhook(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                       const std::string& id) {
    bool is_of_route = !id.empty() && ctx.shared.outside.store.read([&](store::Db& db) {
        auto stored = find_webhook(db, ctx, id);
        return stored && store::is_result_endpoint(db, stored->key);
    });
    setup::WebhookSetup wanted = setup::read_whole(context, setup::webhook_form(), node, "", is_of_route);
    if (const document::Node* secret = node.find("secret"); secret && !id.empty()) {
        context.add(secret->at, fmt::format("secret is changed by POST /admin/v1/webhooks/{}/rotate", id));
    }
    if (const document::Node* old_secret = node.find("old_secret")) {
        context.add(old_secret->at, "old_secret stands in set-up files only: here a rotation keeps it");
    }
    if (!id.empty()) return [=, &ctx](store::Tx& tx) { return edit(tx, ctx, wanted, id); };
    std::string secret = wanted.secret.empty() ? make_webhook_secret(ctx.shared.outside.random) : wanted.secret;
    return [=, &ctx](store::Tx& tx) { return create(tx, ctx, wanted, secret); };
}

}  // namespace

store::Endpoint need_webhook(store::Db& db, const RequestContext& ctx, const std::string& id) {
    auto endpoint = find_webhook(db, ctx, id);
    if (!endpoint) {
        throw Refusal{problem(404, fmt::format("webhook \"{}\": there is no such webhook", utf8_prefix(id, 64)))};
    }
    return *endpoint;
}

std::string to_document(const store::Endpoint& endpoint) {
    WebhookThing thing{setup::to_setup(endpoint), endpoint};
    thing.setup.keeps_secrets = true;  // no document tells it
    return form::to_json(webhook_thing_form(), thing);
}

std::string_view to_word(store::EventKind kind) { return journal::find_kind(kind).name; }

std::optional<store::EventKind> read_event_kind(std::string_view word) {
    if (word.empty()) return std::nullopt;
    if (auto* kind = journal::find_kind(word)) return kind->kind;
    throw Refusal{
        problem(400, fmt::format("event \"{}\" must be {}", utf8_prefix(word, 64), journal::names_of_kinds()))};
}

int64_t read_task(store::Db& db, const RequestContext& ctx, const std::string& id) {
    if (id.empty()) return 0;
    auto task = store::find_task(db, ctx.account.key, id);
    if (task) return task->key;
    throw Refusal{problem(400, fmt::format("task \"{}\" must be the TaskID of a task", utf8_prefix(id, 64)))};
}

int64_t read_plan(store::Db& db, const RequestContext& ctx, const std::string& name) {
    if (name.empty()) return 0;
    auto plan = store::find_plan(db, ctx.account.key, name);
    if (plan) return plan->key;
    throw Refusal{problem(400, fmt::format("plan \"{}\" must be the name of a plan", utf8_prefix(name, 64)))};
}

std::string make_webhook_secret(Random& random) {
    std::string bytes(kSecretBytes, '\0');
    random.fill({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
    return "whsec_" + to_base64(bytes);
}

Resource webhooks_resource() {
    Resource resource = with_form(
        webhook_thing_form().fields(),
        {.name = "webhooks",
         .noun = "webhook",
         .id_field = "id",
         .logs_id = false,
         .urls = {"url"},
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto endpoint = find_webhook(db, ctx, id);
             if (!endpoint) return std::nullopt;
             return to_document(*endpoint);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 // Few, and in the order in which they were made. What is searched for is a part of the URL
                 // that a log may hold.
                 std::vector<Item> items;
                 auto after = parse_integer(query.after).value_or(0);
                 for (const store::Endpoint& endpoint : store::endpoints_of(db, ctx.account.key)) {
                     bool is_meant = lower(loggable_url(endpoint.url)).find(lower(query.q)) != std::string::npos;
                     if (endpoint.key <= after || !is_meant) continue;
                     if (static_cast<int64_t>(items.size()) == query.limit) break;
                     items.push_back({std::to_string(endpoint.key), to_document(endpoint)});
                 }
                 return items;
             },
         .prepare = prepare_webhook,
         .remove =
             [](store::Tx& tx, const RequestContext& ctx, const std::string& id) {
                 store::Endpoint endpoint = need_webhook(tx, ctx, id);
                 need(setup::remove_webhook(tx, endpoint));
             },
         .actions = webhook_actions()});
    resource.secrets.clear();  // its documents have none
    return resource;
}

}  // namespace tiller::management
