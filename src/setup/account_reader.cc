#include <fmt/format.h>

#include "base/ids.h"
#include "base/numbers/phone_number.h"
#include "base/text.h"
#include "base/zone.h"
#include "setup/encryption_key_setup.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;

void read_service(MapReader& map, store::Account& account) {
    const Node* service = map.find("service");
    if (!service) return;
    auto known = parse_service(map.text("service", 32));
    if (known) {
        account.service = *known;
    } else {
        map.fault(*service, map.told("service") + " must be collection, telemarketing or infocheck");
    }
}

void read_limits(MapReader& account, store::AccountLimits& limits) {
    const Node* node = account.find("limits");
    if (!node) return;
    MapReader map(account.context(), *node, account.path_of("limits"),
                  {"requests_per_second", "open_tasks", "open_plans", "numbers_per_day"});
    limits.requests_per_second = map.integer("requests_per_second", 0, 1'000'000, 0);
    limits.open_tasks = map.integer("open_tasks", 0, 1'000'000, 0);
    limits.open_plans = map.integer("open_plans", 0, 1'000'000, 0);
    limits.numbers_per_day = map.integer("numbers_per_day", 0, 1'000'000'000, 0);
}

void read_encryption(MapReader& account, store::AccountEncryption& encryption) {
    const Node* node = account.find("encryption");
    if (!node) return;
    MapReader map(account.context(), *node, account.path_of("encryption"),
                  {"requests", "answers", "callbacks", "mode"});
    encryption.requests = map.truth("requests", false);
    encryption.answers = map.truth("answers", false);
    encryption.callbacks = map.truth("callbacks", false);
    const Node* mode = map.find("mode");
    if (!mode) return;
    std::string word = map.text("mode", 16);
    encryption.mode = word == "cbc" ? AesMode::cbc : AesMode::gcm;
    if (word != "gcm" && word != "cbc") map.fault(*mode, map.told("mode") + " must be gcm or cbc");
}

/// Whole days: "90d". Absent: nothing is deleted.
std::chrono::days read_days(MapReader& map, std::string_view key) {
    constexpr int64_t kMostDays = 36'500;
    const Node* node = map.find(key);
    if (!node) return {};
    std::string text = map.text(key, 16);
    auto days = text.ends_with('d') ? parse_integer(std::string_view(text).substr(0, text.size() - 1)) : std::nullopt;
    if (days && *days >= 1 && *days <= kMostDays) return std::chrono::days(*days);
    map.fault(*node, fmt::format("{} \"{}\" must be 1d to {}d; without it nothing is deleted", map.path_of(key), text,
                                 kMostDays));
    return {};
}

void read_retention(MapReader& account, store::AccountRetention& retention) {
    const Node* node = account.find("retention");
    if (!node) return;
    MapReader map(account.context(), *node, account.path_of("retention"), {"recordings", "personal_data"});
    retention.recordings = read_days(map, "recordings");
    retention.personal_data = read_days(map, "personal_data");
}

class AccountReader {
  public:
    AccountReader(SetupContext& context, const Node& node, const std::string& path)
        : context_(context),
          map_(context, node, path,
               {"name",
                "service",
                "zone",
                "country",
                "language",
                "guard",
                "number_check",
                "duplicate_limit",
                "limits",
                "retention",
                "encryption",
                "keys",
                "encryption_keys",
                "sign_keys",
                "lines",
                "robots",
                "robot_groups",
                "strategies",
                "webhooks",
                "dnc",
                "dnc_lists",
                "consents",
                "routes"}) {}

    AccountSetup read() {
        out_.account = read_account_head(map_);
        if (const Node* encryption = map_.find("encryption")) {
            out_.encryption_place = context_.place(encryption->at);
            out_.encryption_path = map_.path_of("encryption");
        }
        read_keys();
        read_sign_keys();
        out_.encryption_keys = read_encryption_keys(map_);
        UniqueNames lines(context_, "line"), robots(context_, "robot"), groups(context_, "robot group"),
            strategies(context_, "strategy"), webhooks(context_, "webhook"), routes(context_, "route");
        map_.list("lines", [&](const Node& node, const std::string& path) {
            out_.lines.push_back(read_line(context_, node, path, out_.account.country));
            lines.add(out_.lines.back().name, node, path);
        });
        map_.list("robots", [&](const Node& node, const std::string& path) {
            out_.robots.push_back(read_robot(context_, node, path));
            robots.add(out_.robots.back().name, node, path);
        });
        map_.list("robot_groups", [&](const Node& node, const std::string& path) {
            out_.robot_groups.push_back(read_robot_group(context_, node, path));
            groups.add(out_.robot_groups.back().name, node, path);
        });
        map_.list("strategies", [&](const Node& node, const std::string& path) {
            out_.strategies.push_back(read_strategy(context_, node, path));
            strategies.add(out_.strategies.back().strategy.name, node, path);
        });
        map_.list("webhooks", [&](const Node& node, const std::string& path) {
            out_.webhooks.push_back(read_webhook(context_, node, path));
            webhooks.add(out_.webhooks.back().url, node, path);
        });
        map_.list("routes", [&](const Node& node, const std::string& path) {
            out_.routes.push_back(read_route(context_, node, path));
            routes.add(out_.routes.back().name, node, path);
        });
        read_dnc();
        read_number_lists();
        return std::move(out_);
    }

  private:
    void read_keys() {
        map_.list("keys", [&](const Node& node, const std::string& path) {
            MapReader map(context_, node, path, {"app_key", "app_secret"});
            AppKeySetup key;
            key.app_key = map.name("app_key", 128);
            if (map.find("app_secret")) key.app_secret = map.secret("app_secret", true);
            const Node* named = map.find("app_key");
            key.place = context_.place(named ? named->at : node.at);
            key.path = map.path_of("app_key");
            out_.keys.push_back(std::move(key));
        });
    }

    void read_sign_keys() {
        map_.list("sign_keys", [&](const Node& node, const std::string& path) {
            MapReader map(context_, node, path, {"id", "secret", "unsigned"});
            SignKeySetup key;
            key.id = map.name("id", 32);
            const Node* id = map.find("id");
            if (id && !is_id(key.id)) map.fault(*id, map.told("id") + " must be 32 lower-case hex digits");
            if (map.find("secret")) key.secret = map.secret("secret", true);
            key.is_unsigned = map.truth("unsigned", false);
            key.place = context_.place(id ? id->at : node.at);
            key.path = map.path_of("id");
            out_.sign_keys.push_back(std::move(key));
        });
    }

    void read_dnc() {
        map_.texts("dnc", 64, [&](const std::string& text, const Node& item, const std::string& path) {
            auto number = parse_number(text, NumberCheck::possible);
            if (number) {
                out_.dnc.push_back(*number);
            } else {
                map_.fault(item, fmt::format("{} \"{}\": {}", path, text, number.error().message));
            }
        });
    }

    void read_number_lists() {
        auto zone = Zone::find(out_.account.zone);
        if (!zone) return;  // told before; what the dates of a list mean is not known
        UniqueNames names(context_, "do-not-call list");
        map_.list("dnc_lists", [&](const Node& node, const std::string& path) {
            out_.dnc_lists.push_back(read_dnc_list(context_, node, path, *zone));
            names.add(out_.dnc_lists.back().name, node, path);
        });
        map_.list("consents", [&](const Node& node, const std::string& path) {
            out_.consents.push_back(read_consents(context_, node, path, *zone));
        });
    }

    SetupContext& context_;
    MapReader map_;
    AccountSetup out_;
};

}  // namespace

store::Account read_account_head(MapReader& map) {
    store::Account account;
    account.name = map.name("name", 64);
    read_service(map, account);
    account.zone = map.name("zone", 64);
    if (!account.zone.empty() && !Zone::find(account.zone)) {
        map.fault(*map.find("zone"), fmt::format("{} \"{}\" is not an IANA time zone, such as Asia/Jakarta",
                                                 map.path_of("zone"), account.zone));
    }
    account.country = map.country("country", "");
    if (map.find("language")) account.language = map.name("language", 35);
    account.guard = map.truth("guard", true);
    if (const Node* check = map.find("number_check")) {
        std::string word = map.text("number_check", 16);
        account.strict_numbers = word == "valid";
        if (word != "valid" && word != "possible") {
            map.fault(*check, map.told("number_check") + " must be possible or valid");
        }
    }
    account.duplicate_limit = map.integer("duplicate_limit", 0, 10'000, account.duplicate_limit);
    read_limits(map, account.limits);
    read_encryption(map, account.encryption);
    read_retention(map, account.retention);
    return account;
}

AccountSetup read_account(SetupContext& context, const Node& node, const std::string& path) {
    return AccountReader(context, node, path).read();
}

}  // namespace tiller::setup
