#include "setup/installed_setup.h"

#include <simdjson.h>

#include <algorithm>
#include <stdexcept>

#include "setup/route_writer.h"
#include "store/encryption_keys.h"
#include "store/sign_keys.h"

namespace tiller::setup {
namespace {

template <class T>
T need(Result<T> stored) {
    if (!stored) throw std::runtime_error(stored.error().message);
    return std::move(*stored);
}

}  // namespace

LineSetup to_setup(store::Db& db, const store::Line& line) {
    LineSetup setup{.name = line.name, .enabled = line.enabled, .config = need(campaign::line_from_json(line.config))};
    setup.config.password = store::open_line_password(db, line);
    return setup;
}

EngineSetup to_setup(store::Db& db, const store::StoredEngine& engine) {
    EngineSetup setup{
        .name = engine.name, .enabled = engine.enabled, .engine = need(engines::engine_from_json(engine.config))};
    setup.engine.name = engine.name;
    setup.engine.key = store::open_engine_key(db, engine);
    return setup;
}

WebhookSetup to_setup(const store::Endpoint& endpoint) {
    return {.url = endpoint.url,
            .events = endpoint.events,
            .secret = endpoint.secret,
            .old_secret = endpoint.old_secret,
            .enabled = endpoint.enabled};
}

RobotSetup to_setup(store::Db& db, const store::Robot& robot) {
    return {.name = robot.name,
            .definition = store::find_robot_definition(db, robot.account, robot.id, robot.version).value_or(""),
            .language = robot.language,
            .platforms = to_texts(robot.platforms)};
}

RobotGroupSetup to_setup(store::Db& db, const store::RobotGroup& group) {
    RobotGroupSetup setup{.name = group.name};
    for (const auto& member : group.members) {
        auto robot = store::find_robot(db, group.account, member.robot);
        if (robot) setup.members.push_back({{.robot = robot->name}, member.weight});
    }
    std::ranges::sort(setup.members, {}, [](const auto& member) { return member.robot.robot; });
    return setup;
}

store::RobotGroup to_store(store::Db& db, int64_t account, const RobotGroupSetup& setup) {
    store::RobotGroup group{account, setup.name, {}};
    for (const auto& member : setup.members) {
        group.members.push_back({store::find_robot(db, account, member.robot.robot)->id, member.weight});
    }
    std::ranges::sort(group.members, {}, &store::RobotGroup::Member::robot);
    return group;
}

campaign::Strategy to_strategy(const std::string& definition) { return need(campaign::strategy_from_json(definition)); }

Setup read_installed(store::Db& db) {
    Setup setup;
    for (const store::StoredEngine& engine : store::list_engines(db)) {
        setup.engines.push_back(to_setup(db, engine));
        setup.engines.back().keeps_key = true;
    }
    for (const store::Account& account : store::list_accounts(db)) {
        AccountSetup& out = setup.accounts.emplace_back();
        out.account = account;
        for (const auto& key : store::list_app_keys(db, account.key)) out.keys.push_back({.app_key = key.app_key});
        for (const auto& key : store::list_sign_keys(db, account.key)) {
            out.sign_keys.push_back({.id = key.id, .is_unsigned = key.is_unsigned});
        }
        for (const auto& key : store::list_encryption_keys(db, account.key)) {
            out.encryption_keys.push_back({.id = key.id});
        }
        for (const auto& line : store::list_lines(db, account.key)) {
            out.lines.push_back(to_setup(db, line));
            out.lines.back().keeps_password = !out.lines.back().config.username.empty();
        }
        for (const auto& robot : store::list_robots(db, account.key)) {
            if (robot.version > 0) out.robots.push_back(to_setup(db, robot));  // a draft is not in use yet
        }
        for (const auto& group : store::list_robot_groups(db, account.key)) {
            out.robot_groups.push_back(to_setup(db, group));
        }
        for (const auto& definition : store::list_strategies(db, account.key)) {
            out.strategies.push_back({.strategy = to_strategy(definition)});
        }
        for (const auto& endpoint : store::endpoints_of(db, account.key)) {
            if (endpoint.events.empty()) continue;  // of routes alone
            out.webhooks.push_back(to_setup(endpoint));
            out.webhooks.back().keeps_secrets = true;
        }
        for (const auto& route : store::list_routes(db, account.key)) out.routes.push_back(to_setup(db, route));
        if (auto own = store::find_dnc_list(db, account.key, store::kOwnDncList)) {
            for (auto& entry : store::list_dnc_entries(db, *own, "", store::count_dnc_entries(db, *own))) {
                out.dnc.push_back(std::move(entry.number));
            }
        }
    }
    return setup;
}

std::vector<std::string> to_texts(const std::string& json_array) {
    std::vector<std::string> texts;
    simdjson::dom::parser parser;
    for (std::string_view text : parser.parse(json_array).get_array()) texts.emplace_back(text);
    return texts;
}

}  // namespace tiller::setup
