#include "setup/route_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "store/outbox.h"

namespace tiller::setup {
namespace {

std::optional<store::Endpoint> find_endpoint(store::Db& db, int64_t account, const std::string& url) {
    for (store::Endpoint& endpoint : store::endpoints_of(db, account)) {
        if (endpoint.url == url) return std::move(endpoint);
    }
    return std::nullopt;
}

/// Takes the account's webhook of this URL if there is one: it keeps its own secret. If the address before, `before`,
/// was only this route's, it moves, and what waits for it goes to the new one.
Result<int64_t> result_endpoint(store::Tx& tx, int64_t account, const RouteSetup& setup, int64_t before) {
    if (setup.result_url.empty()) return int64_t{0};
    auto stored = find_endpoint(tx, account, setup.result_url);
    auto old = store::find_endpoint(tx, account, before);
    if (!stored && old && old->events.empty() && store::count_routes_of(tx, before) == 1) {
        store::move_endpoint(tx, before, setup.result_url);
        stored = find_endpoint(tx, account, setup.result_url);
    }
    if (!stored && setup.result_secret.empty()) return invalid(setup.path + " is missing");
    bool is_webhook = stored && !stored->events.empty();
    if (stored && (is_webhook || setup.result_secret.empty() || stored->secret == setup.result_secret)) {
        return stored->key;
    }
    store::Endpoint endpoint = stored.value_or(store::Endpoint{.account = account, .url = setup.result_url});
    endpoint.events.clear();
    endpoint.secret = setup.result_secret;
    return store::put_endpoint(tx, endpoint);
}

void drop_if_unused(store::Tx& tx, int64_t account, int64_t key) {
    if (key == 0 || store::is_result_endpoint(tx, key)) return;
    for (const store::Endpoint& endpoint : store::endpoints_of(tx, account)) {
        if (endpoint.key == key && endpoint.events.empty()) store::delete_endpoint(tx, key);
    }
}

}  // namespace

Result<store::Route> to_store(store::Tx& tx, int64_t account, const RouteSetup& setup) {
    auto stored = store::find_route(tx, account, setup.name);
    store::Route route{.key = stored ? stored->key : 0,
                       .account = account,
                       .name = setup.name,
                       .enabled = setup.enabled,
                       .definition = leads::to_json(setup.route)};
    if (setup.keeps_tokens) {
        if (!stored) return invalid(fmt::format("route \"{}\" is new: token is missing", setup.name));
        route.tokens = stored->tokens;
    }
    for (const std::string& token : setup.tokens) {
        std::string hash = to_hex(sha256(token));
        auto owner = store::find_route_by_token(tx, setup.name, hash);
        if (owner && owner->account != account) {
            return conflict(fmt::format("route \"{}\": its token belongs to another account already", setup.name));
        }
        if (std::ranges::find(route.tokens, hash) == route.tokens.end()) route.tokens.push_back(std::move(hash));
    }
    std::ranges::sort(route.tokens);
    auto endpoint = result_endpoint(tx, account, setup, stored ? stored->endpoint : 0);
    if (!endpoint) return endpoint.error();
    route.endpoint = *endpoint;
    return route;
}

void write_route(store::Tx& tx, const store::Route& route) {
    auto before = store::find_route(tx, route.account, route.name);
    store::put_route(tx, route);
    if (before && before->endpoint != route.endpoint) drop_if_unused(tx, route.account, before->endpoint);
}

Result<void> remove_route(store::Tx& tx, int64_t account, const std::string& name) {
    auto route = store::find_route(tx, account, name);
    if (!route) return not_found(fmt::format("route \"{}\": there is no such route", name));
    store::delete_route(tx, route->key);
    drop_if_unused(tx, account, route->endpoint);
    return {};
}

void drop_webhook(store::Tx& tx, const store::Endpoint& endpoint) {
    if (!store::is_result_endpoint(tx, endpoint.key)) {
        store::delete_endpoint(tx, endpoint.key);
        return;
    }
    store::Endpoint kept = endpoint;
    kept.events.clear();
    store::put_endpoint(tx, kept);
}

RouteSetup to_setup(store::Db& db, const store::Route& route) {
    auto definition = leads::route_from_json(route.definition);
    if (!definition) throw std::runtime_error(definition.error().message);
    RouteSetup setup{.name = route.name, .enabled = route.enabled, .route = std::move(*definition)};
    setup.robot = {setup.route.robot.name, setup.route.robot_is_group};
    for (const store::Endpoint& endpoint : store::endpoints_of(db, route.account)) {
        if (endpoint.key == route.endpoint) setup.result_url = endpoint.url;
    }
    return setup;
}

}  // namespace tiller::setup
