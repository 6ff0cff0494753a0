#include "setup/prune.h"

#include <fmt/format.h>

#include <set>

#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "setup/route_writer.h"
#include "store/encryption_keys.h"
#include "store/sign_keys.h"

namespace tiller::setup {
namespace {

/// One account, as it is and as it shall be.
class Pruning {
  public:
    Pruning(store::Tx& tx, const AccountSetup& wanted, std::vector<std::string>& deleted)
        : tx_(tx), account_(store::find_account(tx, wanted.account.name)->key), wanted_(wanted), deleted_(deleted) {}

    Result<void> run(const AccountSetup& installed) {
        each("key", installed.keys, wanted_.keys, &AppKeySetup::app_key,
             [&](const AppKeySetup& key) { return remove_app_key(tx_, account_, key.app_key); });
        each("sign key", installed.sign_keys, wanted_.sign_keys, &SignKeySetup::id, [&](const SignKeySetup& key) {
            store::delete_sign_key(tx_, key.id);
            return Result<void>();
        });
        each("encryption key", installed.encryption_keys, wanted_.encryption_keys, &EncryptionKeySetup::id,
             [&](const EncryptionKeySetup& key) {
                 store::delete_encryption_key(tx_, account_, key.id);
                 return Result<void>();
             });
        each("route", installed.routes, wanted_.routes, &RouteSetup::name,
             [&](const RouteSetup& route) { return remove_route(tx_, account_, route.name); });
        auto name_of = [](const StrategySetup& setup) { return setup.strategy.name; };
        each("strategy", installed.strategies, wanted_.strategies, name_of,
             [&](const StrategySetup& s) { return remove_strategy(tx_, account_, s.strategy.name); });
        each("robot group", installed.robot_groups, wanted_.robot_groups, &RobotGroupSetup::name,
             [&](const RobotGroupSetup& group) { return remove_robot_group(tx_, account_, group.name); });
        each("robot", installed.robots, wanted_.robots, &RobotSetup::name,
             [&](const RobotSetup& robot) { return remove_robot(tx_, account_, robot.name); });
        each("line", installed.lines, wanted_.lines, &LineSetup::name,
             [&](const LineSetup& line) { return remove_line(tx_, account_, line.name); });
        each("webhook", installed.webhooks, wanted_.webhooks, &WebhookSetup::url, [&](const WebhookSetup& webhook) {
            for (const store::Endpoint& endpoint : store::endpoints_of(tx_, account_)) {
                if (endpoint.url == webhook.url) drop_webhook(tx_, endpoint);
            }
            return Result<void>();
        });
        each("dnc number", installed.dnc, wanted_.dnc, std::identity(), [&](const std::string& number) {
            if (auto own = store::find_dnc_list(tx_, account_, store::kOwnDncList)) {
                store::remove_dnc_entry(tx_, *own, number);
            }
            return Result<void>();
        });
        return result_;
    }

  private:
    template <class List, class Name, class Remove>
    void each(std::string_view what, const List& installed, const List& wanted, Name name, Remove remove) {
        std::set<std::string> kept;
        for (const auto& item : wanted) kept.insert(std::invoke(name, item));
        for (const auto& item : installed) {
            if (!result_ || kept.contains(std::invoke(name, item))) continue;
            result_ = remove(item);
            deleted_.push_back(fmt::format("{} {} deleted", what, std::invoke(name, item)));
        }
    }

    store::Tx& tx_;
    const int64_t account_;
    const AccountSetup& wanted_;
    std::vector<std::string>& deleted_;
    Result<void> result_;
};

}  // namespace

Result<std::vector<std::string>> prune(store::Tx& tx, const Setup& setup) {
    std::vector<std::string> deleted;
    const Setup installation = read_installed(tx);
    for (const EngineSetup& engine : installation.engines) {
        bool is_wanted =
            std::ranges::any_of(setup.engines, [&](const EngineSetup& wanted) { return wanted.name == engine.name; });
        if (is_wanted) continue;
        if (auto done = remove_engine(tx, engine.name); !done) return done.error();
        deleted.push_back(fmt::format("engine {} deleted", engine.name));
    }
    for (const AccountSetup& installed : installation.accounts) {
        const std::string& name = installed.account.name;
        auto wanted = std::find_if(setup.accounts.begin(), setup.accounts.end(),
                                   [&](const AccountSetup& account) { return account.account.name == name; });
        if (wanted == setup.accounts.end()) {
            if (auto done = remove_account(tx, name); !done) return done.error();
            deleted.push_back(fmt::format("account {} deleted", name));
        } else if (auto done = Pruning(tx, *wanted, deleted).run(installed); !done) {
            return done.error();
        }
    }
    return deleted;
}

}  // namespace tiller::setup
