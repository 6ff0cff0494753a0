// Flex routes (docs/contract/partners.md): what partners may push. Their tokens are kept as hashes and told once.
#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "form/json.h"
#include "setup/forms.h"
#include "setup/route_writer.h"
#include "store/setup.h"
#include "web/management/document.h"
#include "web/management/resources.h"
#include "web/management/webhooks.h"

namespace tiller::management {
namespace {

constexpr size_t kTokenBytes = 16;  // as the documented one has

/// A route with how many tokens are good.
struct RouteThing {
    setup::RouteSetup setup;
    int64_t token_count = 0;
};

const form::Form<RouteThing>& route_thing_form() {
    static const auto form =
        form::Form<RouteThing>()
            .include(setup::route_form(), &RouteThing::setup)
            .integer("token_count", &RouteThing::token_count, {.read_only = true, .about = "how many tokens are good"});
    return form;
}

/// With the hashes of its tokens and its result's secret, so that a change of them is one of the whole.
std::string route_document(store::Db& db, const store::Route& route) {
    JsonWriter json;
    json.begin_object();
    json.key("token_hashes");
    json.begin_array();
    for (const std::string& hash : route.tokens) json.value(hash);
    json.end_array();
    if (auto endpoint = store::find_endpoint(db, route.account, route.endpoint); endpoint && endpoint->events.empty()) {
        json.field("result_secret", endpoint->secret);
    }
    json.end_object();
    return merge_patch(
        form::to_json(route_thing_form(), {setup::to_setup(db, route), static_cast<int64_t>(route.tokens.size())}),
        json.take());
}

std::string make_token(const RequestContext& ctx) { return ctx.shared.outside.random.hex(kTokenBytes); }

/// Robot and line are there; a body may name others.
void need_parts(store::Db& db, int64_t account, const leads::Route& route) {
    std::vector<Fault> faults;
    const std::string &robot = route.robot.name, &line = route.line.name;
    bool has_robot = route.robot_is_group ? store::find_robot_group(db, account, robot).has_value()
                                          : store::find_robot(db, account, robot).has_value();
    if (!robot.empty() && !has_robot) {
        faults.push_back({.message = fmt::format("robot \"{}\": there is no such robot{}", robot,
                                                 route.robot_is_group ? " group" : "")});
    }
    if (!line.empty() && !store::find_line(db, account, line)) {
        faults.push_back({.message = fmt::format("line \"{}\": there is no such line", line)});
    }
    if (!faults.empty()) throw Refusal{wrong_fields(faults)};
}

/// Of a route whose results go to a URL that has none yet: empty if there is one.
std::string missing_result_secret(store::Db& db, const RequestContext& ctx, const setup::RouteSetup& setup) {
    if (setup.result_url.empty() || !setup.result_secret.empty()) return {};
    for (const store::Endpoint& endpoint : store::endpoints_of(db, ctx.account.key)) {
        if (endpoint.url == setup.result_url) return {};
    }
    return make_webhook_secret(ctx.shared.outside.random);
}

store::Route stored_form(store::Tx& tx, int64_t account, const setup::RouteSetup& setup) {
    auto route = setup::to_store(tx, account, setup);
    if (!route) throw Refusal{to_response(route.error())};
    return std::move(*route);
}

Commit prepare_route(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                     const std::string& id) {
    setup::RouteSetup wanted = setup::read_whole(context, setup::route_form(), node, "");
    if (const document::Node* preset = node.find("preset"); preset && !id.empty()) {
        context.add(preset->at, "preset is what a new route begins with: it cannot be edited");
    }
    bool makes_token = id.empty() && wanted.keeps_tokens;
    if (makes_token) wanted.tokens = {make_token(ctx)}, wanted.keeps_tokens = false;
    return [=, &ctx, account = ctx.account.key](store::Tx& tx) -> Written {
        setup::RouteSetup setup = wanted;
        if (id.empty() && store::find_route(tx, account, setup.name)) throw taken("name", setup.name);
        need_parts(tx, account, setup.route);
        Written written{setup.name};
        if (makes_token) written.told_once.emplace_back("token", setup.tokens.front());
        if (std::string secret = missing_result_secret(tx, ctx, setup); !secret.empty()) {
            setup.result_secret = secret;
            written.told_once.emplace_back("result_secret", secret);
        }
        setup::write_route(tx, stored_form(tx, account, setup));
        return written;
    };
}

/// {"token","keep_old"}, both optional.
http::Response rotate(const RequestContext& ctx, const std::string& id) {
    std::string token;
    bool keep_old = false;
    read_body(ctx, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"token", "keep_old"});
        token = map.find("token") ? setup::read_route_token(map, "token") : make_token(ctx);
        keep_old = map.truth("keep_old", false);
    });
    int64_t count = ctx.shared.outside.store.write([&](store::Tx& tx) {
        auto stored = store::find_route(tx, ctx.account.key, id);
        if (!stored) throw no_such(routes_resource(), id);
        setup::RouteSetup setup = setup::to_setup(tx, *stored);
        setup.tokens = {token};
        setup.keeps_tokens = keep_old;
        store::Route route = stored_form(tx, ctx.account.key, setup);
        setup::write_route(tx, route);
        audit(tx, ctx, "token changed", routes_resource(), id, route_document(tx, *stored), route_document(tx, route));
        return static_cast<int64_t>(route.tokens.size());
    });
    JsonWriter json;
    json.begin_object();
    json.field("token", token);
    json.field("token_count", count);
    json.end_object();
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace

Resource routes_resource() {
    return with_form(
        route_thing_form().fields(),
        {.name = "routes",
         .noun = "route",
         .secrets = {"token_hashes"},
         .urls = {"result_url"},
         .read_only = {"token_hashes"},
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto route = store::find_route(db, ctx.account.key, id);
             if (!route) return std::nullopt;
             return route_document(db, *route);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& route : store::list_routes(db, ctx.account.key)) {
                     all.push_back({route.name, route_document(db, route)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_route,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { need(setup::remove_route(tx, ctx.account.key, id)); },
         .actions = {{.method = "POST",
                      .name = "rotate",
                      .summary = "Gives it a new token, told in the answer.",
                      .run = rotate,
                      .body = R"json({"type":"object","properties":{
"token":{"type":"string","description":"made up unless given"},
"keep_old":{"type":"boolean","default":false,"description":"the old ones go on working"}}})json",
                      .answer = R"json({"type":"object","required":["token","token_count"],"properties":{
"token":{"type":"string"},"token_count":{"type":"integer"}}})json"}}});
}

}  // namespace tiller::management
