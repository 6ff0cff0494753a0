#include "setup/removal.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/loggable_url.h"
#include "campaign/strategy.h"
#include "leads/route.h"
#include "store/accounts.h"
#include "store/engines.h"
#include "store/quota.h"
#include "store/routes.h"
#include "store/setup.h"

namespace tiller::setup {
namespace {

Error no_such(std::string_view what, std::string_view name) {
    return not_found(fmt::format("{} \"{}\": there is no such {}", what, name, what));
}

/// The name of the first route of which `uses` is true; empty: there is none.
std::string route_with(store::Db& db, int64_t account, const std::function<bool(const leads::Route&)>& uses) {
    for (const store::Route& stored : store::list_routes(db, account)) {
        auto route = leads::route_from_json(stored.definition);
        if (route && uses(*route)) return stored.name;
    }
    return {};
}

/// What still calls with a robot, or a group of them: "is part of the strategy …". Empty: nothing.
std::string need_of(store::Db& db, int64_t account, const std::vector<std::string>& names, bool is_group) {
    for (const std::string& name : names) {
        if (store::is_robot_in_use(db, account, name, is_group)) return "speaks in a task that has not ended";
    }
    auto calls = [&](const std::string& definition) -> std::optional<std::string> {
        auto strategy = campaign::strategy_from_json(definition);
        if (!strategy) return std::nullopt;
        for (const campaign::Round& round : strategy->rounds) {
            bool named = std::find(names.begin(), names.end(), round.robot) != names.end();
            if (named && round.robot_is_group == is_group) return strategy->name;
        }
        return std::nullopt;
    };
    for (const std::string& definition : store::list_strategies(db, account)) {
        if (auto strategy = calls(definition)) return fmt::format("is part of the strategy \"{}\"", *strategy);
    }
    for (const std::string& definition : store::strategies_in_use(db, account)) {
        if (calls(definition)) return "is part of a plan that has not ended";
    }
    std::string route = route_with(db, account, [&](const leads::Route& route) {
        return route.robot_is_group == is_group && std::ranges::find(names, route.robot.name) != names.end();
    });
    if (!route.empty()) return fmt::format("calls for the route \"{}\"", route);
    return {};
}

}  // namespace

Result<void> remove_account(store::Tx& tx, const std::string& name) {
    auto account = store::find_account(tx, name);
    if (!account) return no_such("account", name);
    if (store::has_work(tx, account->key)) {
        return conflict(fmt::format("account \"{}\" has tasks or plans: its calls are kept, and so is it", name));
    }
    store::delete_account(tx, account->key);
    return {};
}

Result<void> remove_app_key(store::Tx& tx, int64_t account, const std::string& app_key) {
    auto key = store::find_app_key(tx, app_key);
    if (!key || key->account != account) return no_such("app_key", app_key);
    store::delete_app_key(tx, app_key);
    return {};
}

Result<void> remove_line(store::Tx& tx, int64_t account, const std::string& name) {
    auto line = store::find_line(tx, account, name);
    if (!line) return no_such("line", name);
    if (store::is_line_in_use(tx, account, line->key)) {
        return conflict(
            fmt::format("line \"{}\" is used by a task or plan that has not ended: switch it off instead, "
                        "or stop them first",
                        name));
    }
    std::string route = route_with(tx, account, [&](const leads::Route& r) { return r.line.name == name; });
    if (!route.empty()) {
        return conflict(fmt::format("line \"{}\" calls for the route \"{}\": give that another line, or switch it off",
                                    name, route));
    }
    store::delete_line(tx, line->key);
    return {};
}

Result<void> remove_robot(store::Tx& tx, int64_t account, const std::string& name) {
    auto robot = store::find_robot(tx, account, name);
    if (!robot) return no_such("robot", name);
    std::string need = need_of(tx, account, {robot->id, robot->name}, false);
    if (!need.empty()) return conflict(fmt::format("robot \"{}\" {}", name, need));
    for (const store::RobotGroup& group : store::list_robot_groups(tx, account)) {
        for (const auto& member : group.members) {
            if (member.robot != robot->id) continue;
            return conflict(fmt::format("robot \"{}\" is part of the group \"{}\"", name, group.name));
        }
    }
    store::delete_robot(tx, account, robot->id);
    return {};
}

Result<void> remove_robot_group(store::Tx& tx, int64_t account, const std::string& name) {
    if (!store::find_robot_group(tx, account, name)) return no_such("robot group", name);
    std::string need = need_of(tx, account, {name}, true);
    if (!need.empty()) return conflict(fmt::format("robot group \"{}\" {}", name, need));
    store::delete_robot_group(tx, account, name);
    return {};
}

Result<void> remove_webhook(store::Tx& tx, const store::Endpoint& endpoint) {
    for (const store::Route& route : store::list_routes(tx, endpoint.account)) {
        if (route.endpoint != endpoint.key) continue;
        return conflict(fmt::format("webhook \"{}\" is the result_url of the route \"{}\"", loggable_url(endpoint.url),
                                    route.name));
    }
    store::delete_endpoint(tx, endpoint.key);
    return {};
}

Result<void> remove_engine(store::Tx& tx, const std::string& name) {
    auto engine = store::find_engine(tx, name);
    if (!engine) return no_such("engine", name);
    store::delete_engine(tx, engine->key);
    return {};
}

Result<void> remove_strategy(store::Tx& tx, int64_t account, const std::string& name) {
    if (!store::find_strategy(tx, account, name)) return no_such("strategy", name);
    store::delete_strategy(tx, account, name);
    return {};
}

}  // namespace tiller::setup
