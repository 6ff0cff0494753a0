// What a set-up asks for and this installation does not have.
#include <fmt/format.h>

#include <algorithm>

#include "setup/apply.h"
#include "setup/encryption_key_setup.h"
#include "store/engines.h"
#include "store/routes.h"
#include "store/setup.h"
#include "store/sign_keys.h"

namespace tiller::setup {
namespace {

bool has_robot(store::Db& db, int64_t account, const AccountSetup& setup, const RobotMention& mention) {
    auto is_meant = [&](const auto& own) { return own.name == mention.robot; };
    if (mention.is_group) {
        return std::ranges::any_of(setup.robot_groups, is_meant) ||
               (account != 0 && store::find_robot_group(db, account, mention.robot));
    }
    return std::ranges::any_of(setup.robots, is_meant) ||
           (account != 0 && store::find_robot(db, account, mention.robot));
}

bool has_line(store::Db& db, int64_t account, const AccountSetup& setup, const std::string& name) {
    return std::ranges::any_of(setup.lines, [&](const LineSetup& line) { return line.name == name; }) ||
           (account != 0 && store::find_line(db, account, name));
}

bool has_endpoint(store::Db& db, int64_t account, const std::string& url) {
    auto all = store::endpoints_of(db, account);
    return std::any_of(all.begin(), all.end(), [&](const store::Endpoint& e) { return e.url == url; });
}

/// Of a line whose password the file leaves out while it names other servers or another user.
std::string password_fault(store::Db& db, int64_t account, const LineSetup& line) {
    auto stored = line.keeps_password && account != 0 ? store::find_line(db, account, line.name) : std::nullopt;
    if (!stored || store::open_line_password(db, *stored).empty()) return {};
    auto config = campaign::line_from_json(stored->config);
    return campaign::kept_password_fault(config ? *config : campaign::LineConfig{}, line.config);
}

/// Of an engine whose key the file leaves out while it names another host.
std::string key_fault(store::Db& db, const EngineSetup& engine) {
    auto stored = engine.keeps_key ? store::find_engine(db, engine.name) : std::nullopt;
    if (!stored || stored->sealed.empty()) return {};
    auto config = engines::engine_from_json(stored->config);
    return engines::kept_key_fault(config ? *config : engines::Engine{}, engine.engine);
}

}  // namespace

std::vector<Fault> faults_against(store::Db& db, const Setup& setup) {
    std::vector<Fault> faults;
    for (const EngineSetup& engine : setup.engines) {
        std::string fault = key_fault(db, engine);
        if (!fault.empty())
            faults.push_back({.message = engine.path + " " + fault, .place = engine.place.in(setup.file)});
    }
    for (const AccountSetup& account : setup.accounts) {
        auto stored = store::find_account(db, account.account.name);
        int64_t key_of_account = stored ? stored->key : 0;
        std::ranges::move(encryption_faults(db, key_of_account, setup.file, account), std::back_inserter(faults));
        for (const AppKeySetup& key : account.keys) {
            auto known = store::find_app_key(db, key.app_key);
            if (!known && !key.app_secret) {
                faults.push_back(
                    {.message = fmt::format("{} \"{}\" is new: app_secret is missing", key.path, key.app_key),
                     .place = key.place.in(setup.file)});
            }
            if (!known || known->account == key_of_account) continue;
            faults.push_back(
                {.message = fmt::format("{} \"{}\" belongs to another account already", key.path, key.app_key),
                 .place = key.place.in(setup.file)});
        }
        for (const SignKeySetup& key : account.sign_keys) {
            auto known = store::find_sign_key(db, key.id);
            std::string_view wrong = !known && !key.secret                       ? "is new: its secret is missing"
                                     : known && known->account != key_of_account ? "belongs to another account already"
                                                                                 : "";
            if (wrong.empty()) continue;
            faults.push_back(
                {.message = fmt::format("{} \"{}\" {}", key.path, key.id, wrong), .place = key.place.in(setup.file)});
        }
        for (const WebhookSetup& webhook : account.webhooks) {
            if (!webhook.keeps_secrets || has_endpoint(db, key_of_account, webhook.url)) continue;
            faults.push_back({.message = webhook.path + " is missing", .place = webhook.place.in(setup.file)});
        }
        for (const LineSetup& line : account.lines) {
            std::string fault = password_fault(db, key_of_account, line);
            if (!fault.empty())
                faults.push_back({.message = line.path + " " + fault, .place = line.place.in(setup.file)});
        }
        auto check_robot = [&](const RobotMention& mention) {
            if (has_robot(db, key_of_account, account, mention)) return;
            faults.push_back(
                {.message = fmt::format("{}: there is no robot{} \"{}\" in account \"{}\"", mention.path,
                                        mention.is_group ? " group" : "", mention.robot, account.account.name),
                 .place = mention.place.in(setup.file)});
        };
        for (const RobotGroupSetup& group : account.robot_groups) {
            for (const auto& member : group.members) check_robot(member.robot);
        }
        for (const StrategySetup& strategy : account.strategies) std::ranges::for_each(strategy.robots, check_robot);
        for (const RouteSetup& route : account.routes) {
            if (route.keeps_tokens && !(key_of_account != 0 && store::find_route(db, key_of_account, route.name))) {
                faults.push_back({.message = fmt::format("{}: route \"{}\" is new: token is missing",
                                                         route.path.substr(0, route.path.rfind('.')), route.name),
                                  .place = route.robot.place.in(setup.file)});
            }
            bool is_told =
                route.result_url.empty() || has_endpoint(db, key_of_account, route.result_url) ||
                std::ranges::any_of(account.webhooks, [&](const auto& w) { return w.url == route.result_url; });
            if (!is_told && route.result_secret.empty()) {
                faults.push_back({.message = route.path + " is missing", .place = route.place.in(setup.file)});
            }
            if (!route.route.robot.name.empty()) check_robot(route.robot);
            if (!route.route.line.name.empty() && !has_line(db, key_of_account, account, route.route.line.name)) {
                faults.push_back({.message = fmt::format("routes \"{}\": there is no line \"{}\" in account \"{}\"",
                                                         route.name, route.route.line.name, account.account.name),
                                  .place = route.robot.place.in(setup.file)});
            }
        }
    }
    return faults;
}

}  // namespace tiller::setup
