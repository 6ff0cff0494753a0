#pragma once
// What a set-up file says, as values (docs/contract/admin.md, "The set-up file").
#include <optional>
#include <string>
#include <vector>

#include "base/fault.h"
#include "campaign/line.h"
#include "campaign/strategy.h"
#include "engines/engine.h"
#include "guard/number_list.h"
#include "leads/route.h"
#include "store/accounts.h"
#include "store/outbox.h"

namespace tiller::setup {

struct AppKeySetup {
    std::string app_key;
    std::optional<std::string> app_secret{};  // nothing: the key is there already and keeps its secret
    TextPlace place{};
    std::string path{};  // "accounts[0].keys[0].app_key"
};

struct SignKeySetup {
    std::string id;                       // 32 hex digits
    std::optional<std::string> secret{};  // nothing: as it is
    bool is_unsigned = false;
    TextPlace place{};
    std::string path{};  // "accounts[0].sign_keys[0].id"
};

struct EncryptionKeySetup {
    std::string id;
    std::string bytes{};  // empty: as it is
    TextPlace place{};
    std::string path{};  // "accounts[0].encryption_keys[0].id"
};

struct LineSetup {
    std::string name;
    bool enabled = true;
    campaign::LineConfig config;
    bool keeps_password = false;  // the file is silent: as it was
    TextPlace place{};
    std::string path{};  // "accounts[0].lines[0].password"
};

struct RobotSetup {
    std::string name;
    std::string definition;  // the dialogue's text, checked
    std::string language;    // as the definition says
    std::vector<std::string> platforms;
    std::string file{};  // that the set-up file names, where it does; never written
};

/// A mention of a robot, or of a group: it may be one that only the installation knows.
struct RobotMention {
    std::string robot;
    bool is_group = false;
    TextPlace place{};
    std::string path{};
};

struct RobotGroupSetup {
    struct Member {
        RobotMention robot;
        int64_t weight = 1;
    };
    std::string name;
    std::vector<Member> members;
};

struct StrategySetup {
    campaign::Strategy strategy;
    std::vector<RobotMention> robots{};
};

struct WebhookSetup {
    std::string url;
    store::EventKinds events = store::kUsualEvents;
    std::string secret, old_secret;
    bool enabled = true;
    bool keeps_secrets = false;  // the file is silent: as they were
    TextPlace place{};
    std::string path{};  // "accounts[0].webhooks[1].secret"
};

inline constexpr size_t kLongestUrl = 2048;
inline constexpr size_t kShortestToken = 16, kLongestToken = 128;  // characters

/// A flex route.
struct RouteSetup {
    std::string name;  // in its path
    bool enabled = true;
    leads::Route route;
    std::vector<std::string> tokens{};
    bool keeps_tokens = true;     // the file is silent: as they were
    std::string result_url{};     // gets the call records; empty: nobody
    std::string result_secret{};  // empty: as it was
    RobotMention robot{};
    TextPlace place{};
    std::string path{};  // "accounts[0].routes[0].result_secret"
};

/// Numbers on a do-not-call list, or those of people who consented.
struct NumberListSetup {
    std::string name;  // of a do-not-call list
    bool national = false, all_accounts = false;
    std::string source;
    std::string text;  // as it was written: guard/number_list.h
    std::vector<guard::NumberRow> rows;
    std::string file{};  // that the set-up file names, where it does; never written
};

struct AccountSetup {
    store::Account account;  // its key is 0
    TextPlace encryption_place{};
    std::string encryption_path{};  // "accounts[0].encryption"
    std::vector<AppKeySetup> keys;
    std::vector<SignKeySetup> sign_keys;
    std::vector<EncryptionKeySetup> encryption_keys;
    std::vector<LineSetup> lines;
    std::vector<RobotSetup> robots;
    std::vector<RobotGroupSetup> robot_groups;
    std::vector<StrategySetup> strategies;
    std::vector<WebhookSetup> webhooks;
    std::vector<RouteSetup> routes;
    std::vector<std::string> dnc;  // E.164
    std::vector<NumberListSetup> dnc_lists, consents;
};

/// An engine from outside: the installation's, for all accounts.
struct EngineSetup {
    std::string name;
    bool enabled = true;
    engines::Engine engine;  // without its name
    bool keeps_key = false;  // the file is silent: as it was
    TextPlace place{};
    std::string path{};  // "engines[0].key"
};

struct Setup {
    std::string file;  // for messages
    std::vector<AccountSetup> accounts;
    std::vector<EngineSetup> engines{};
};

}  // namespace tiller::setup
