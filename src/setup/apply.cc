#include "setup/apply.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/crypto/crypto.h"
#include "base/ids.h"
#include "base/json/json.h"
#include "form/changes.h"
#include "setup/encryption_key_setup.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/opening_warnings.h"
#include "setup/prune.h"
#include "setup/route_writer.h"
#include "setup/setup_file.h"
#include "store/audit.h"
#include "store/setup.h"
#include "store/sign_keys.h"

namespace tiller::setup {
namespace {

void write_audit(store::Tx& tx, const Clock& clock, const ApplyMode& mode, const ApplyReport& report) {
    store::insert_audit(tx, {.at = clock.now(),
                             .actor = mode.actor,
                             .address = mode.address,
                             .action = "applied",
                             .resource = "setup",
                             .changed = "[]",
                             .after = to_json(report)});
}

/// Leaves the transaction of a dry run, which is thereby undone.
struct TakeBack {};

/// Leaves the transaction of a set-up that does not fit the installation.
struct Refused {
    Error error;
};

/// The hashes of the secrets, made before the transaction: a hash takes milliseconds, and everybody waits for the
/// writer.
class SecretHashes {
  public:
    SecretHashes(store::Store& store, Random& random, const Setup& setup) {
        for (const AccountSetup& account : setup.accounts) {
            for (const AppKeySetup& key : account.keys) prepare(store, random, key);
        }
    }

    struct Entry {
        std::string seen;    // the stored hash when this was made; empty: no such key
        std::string wanted;  // the same if it is a hash of the secret, else a new one
    };
    const Entry& of(const std::string& app_key) const { return entries_.at(app_key); }

  private:
    void prepare(store::Store& store, Random& random, const AppKeySetup& key) {
        auto stored = store.read([&](store::Db& db) { return store::find_app_key(db, key.app_key); });
        std::string seen = stored ? stored->secret_hash : "";
        bool same = stored && (!key.app_secret || check_secret(*key.app_secret, seen));
        entries_[key.app_key] = {seen, same ? seen : hash_secret(key.app_secret.value_or(""), random)};
    }

    std::map<std::string, Entry> entries_;
};

std::string to_json_list(const std::vector<std::string>& texts) {
    JsonWriter json;
    json.begin_array();
    for (const std::string& text : texts) json.value(text);
    json.end_array();
    return json.take();
}

/// One run over a set-up, inside a transaction.
class Application {
  public:
    Application(store::Tx& tx, const Clock& clock, Random& random, const SecretHashes& hashes, ApplyReport& report)
        : tx_(tx), clock_(clock), random_(random), hashes_(hashes), report_(report) {}

    void run(const Setup& setup) {
        for (const AccountSetup& account : setup.accounts) {
            account_ = put_account(account.account);
            for (const AppKeySetup& key : account.keys) put_key(key);
            for (const SignKeySetup& key : account.sign_keys) put_sign_key(key);
            for (const EncryptionKeySetup& key : account.encryption_keys) {
                bool added = put_encryption_key(tx_, account_, key, clock_.now());
                tell(added, fmt::format("encryption key {} {}", key.id, added ? "created" : "unchanged"));
            }
            for (const LineSetup& line : account.lines) put_line(line);
            for (const RobotSetup& robot : account.robots) put_robot(robot);
            for (const RobotGroupSetup& group : account.robot_groups) put_robot_group(group);
            for (const StrategySetup& strategy : account.strategies) put_strategy(strategy.strategy);
            for (const WebhookSetup& webhook : account.webhooks) put_webhook(webhook);
            for (const RouteSetup& route : account.routes) put_route(route);
            put_dnc(account.dnc);
            for (const NumberListSetup& list : account.dnc_lists) put_dnc_list(list);
            for (const NumberListSetup& list : account.consents) put_consents(list);
        }
        for (const EngineSetup& engine : setup.engines) put_engine(engine);
    }

  private:
    void tell(bool change, std::string text) {
        report_.changes.push_back(std::move(text));
        report_.changed += change;
    }
    /// "line A unchanged" or "line A changed (password, max_channels 10 → 30)".
    void tell_changes(const std::string& what, const std::vector<std::string>& changes) {
        if (changes.empty()) return tell(false, what + " unchanged");
        tell(true, fmt::format("{} changed ({})", what, fmt::join(changes, ", ")));
    }
    int64_t put_account(store::Account wanted) {
        std::string what = "account " + wanted.name;
        auto stored = store::find_account(tx_, wanted.name);
        if (!stored) {
            tell(true, what + " created");
            return store::insert_account(tx_, wanted, clock_.now());
        }
        wanted.key = stored->key;
        auto changes = form::changes(account_form(), *stored, wanted);
        if (!changes.empty()) store::update_account(tx_, wanted);
        tell_changes(what, changes);
        return wanted.key;
    }

    void put_key(const AppKeySetup& key) {
        std::string what = "key " + key.app_key;
        auto stored = store::find_app_key(tx_, key.app_key);
        const auto& hash = hashes_.of(key.app_key);
        if ((stored ? stored->secret_hash : "") != hash.seen) {
            throw Refused{
                conflict(fmt::format("key \"{}\" was changed by somebody else just now: try again", key.app_key))};
        }
        if (stored && hash.wanted == hash.seen) return tell(false, what + " unchanged");
        store::put_app_key(tx_, {account_, key.app_key, hash.wanted}, clock_.now());
        tell(true, what + (stored ? " changed (app_secret)" : " created"));
    }

    void put_sign_key(const SignKeySetup& key) {
        std::string what = "sign key " + key.id;
        auto stored = store::find_sign_key(tx_, key.id);
        store::SignKey wanted =
            stored.value_or(store::SignKey{.account = account_, .id = key.id, .created = clock_.now()});
        if (key.secret) wanted.secret = *key.secret;
        wanted.is_unsigned = key.is_unsigned;
        if (stored && stored->secret == wanted.secret && stored->is_unsigned == wanted.is_unsigned) {
            return tell(false, what + " unchanged");
        }
        store::put_sign_key(tx_, wanted);
        tell(true, what + (stored ? " changed" : " created"));
    }

    void put_line(const LineSetup& line) {
        std::string what = "line " + line.name;
        auto stored = store::find_line(tx_, account_, line.name);
        std::vector<std::string> changes;
        if (stored) {
            bool is_readable = campaign::line_from_json(stored->config).ok();
            changes = is_readable ? form::changes(line_form(), to_setup(tx_, *stored), line)
                                  : std::vector<std::string>{"all"};  // a damaged row is put right
            if (changes.empty()) return tell(false, what + " unchanged");
        }
        int64_t key = store::put_line(tx_, {0, account_, line.name, line.enabled, campaign::to_json(line.config)});
        if (!line.keeps_password) store::set_line_password(tx_, account_, key, line.config.password);
        stored ? tell_changes(what, changes) : tell(true, what + " created");
    }

    void put_engine(const EngineSetup& wanted) {
        std::string what = "engine " + wanted.name;
        auto stored = store::find_engine(tx_, wanted.name);
        std::vector<std::string> changes;
        if (stored) {
            changes = engines::engine_from_json(stored->config).ok()
                          ? form::changes(engine_form(), to_setup(tx_, *stored), wanted)
                          : std::vector<std::string>{"all"};  // a damaged row is put right
            if (changes.empty()) return tell(false, what + " unchanged");
        }
        int64_t key = store::put_engine(tx_, {0, wanted.name, wanted.enabled, engines::to_json(wanted.engine)});
        if (!wanted.keeps_key) store::set_engine_key(tx_, key, wanted.engine.key);
        stored ? tell_changes(what, changes) : tell(true, what + " created");
    }

    void put_robot(const RobotSetup& wanted) {
        std::string what = "robot " + wanted.name;
        auto stored = store::find_robot(tx_, account_, wanted.name);
        store::Robot robot = stored.value_or(store::Robot{account_, new_id(clock_, random_), wanted.name, "", "", 0});
        auto definition = store::find_robot_definition(tx_, account_, robot.id, robot.version);
        std::string platforms = to_json_list(wanted.platforms);
        bool same_text = definition == wanted.definition;
        if (same_text && robot.platforms == platforms) return tell(false, what + " unchanged");
        robot.platforms = platforms;
        robot.language = wanted.language;
        if (same_text) {
            store::put_robot(tx_, robot);
            return tell_changes(what, form::changes(robot_form(), to_setup(tx_, *stored), wanted));
        }
        ++robot.version;
        store::insert_robot_version(tx_, account_, robot.id, robot.version, wanted.definition, clock_.now());
        store::put_robot(tx_, robot);
        tell(true, fmt::format("{} published version {}", what, robot.version));
    }

    void put_robot_group(const RobotGroupSetup& wanted) {
        std::string what = "robot group " + wanted.name;
        store::RobotGroup group = to_store(tx_, account_, wanted);
        auto stored = store::find_robot_group(tx_, account_, wanted.name);
        if (stored && stored->members == group.members) return tell(false, what + " unchanged");
        store::put_robot_group(tx_, group);
        if (!stored) return tell(true, what + " created");
        tell_changes(what, form::changes(robot_group_form(), to_setup(tx_, *stored), to_setup(tx_, group)));
    }

    void put_strategy(const campaign::Strategy& strategy) {
        std::string what = "strategy " + strategy.name;
        auto stored = store::find_strategy(tx_, account_, strategy.name);
        std::string definition = campaign::to_json(strategy);
        if (stored == definition) return tell(false, what + " unchanged");
        store::put_strategy(tx_, account_, strategy.name, definition);
        if (!stored) return tell(true, what + " created");
        tell_changes(what, form::changes(strategy_form(), {to_strategy(*stored)}, {strategy}));
    }

    void put_webhook(const WebhookSetup& wanted) {
        std::string what = "webhook " + wanted.url;
        std::optional<store::Endpoint> stored;
        for (store::Endpoint& endpoint : store::endpoints_of(tx_, account_)) {
            if (endpoint.url == wanted.url) stored = std::move(endpoint);
        }
        store::Endpoint endpoint{.account = account_,
                                 .url = wanted.url,
                                 .events = wanted.events,
                                 .secret = wanted.secret,
                                 .old_secret = wanted.old_secret,
                                 .enabled = wanted.enabled,
                                 .off_since = clock_.now(),
                                 .off_reason = store::kOffByOperator};
        if (stored && wanted.keeps_secrets) {
            endpoint.secret = stored->secret;
            endpoint.old_secret = stored->old_secret;
            endpoint.old_secret_until = stored->old_secret_until;
        } else if (stored && wanted.old_secret.empty()) {
            // A file that only names the new secret begins a rotation; one that still does lets it go on.
            bool begins = stored->secret != wanted.secret;
            if (begins || stored->old_secret_until) {
                endpoint.old_secret = begins ? stored->secret : stored->old_secret;
                endpoint.old_secret_until = begins ? clock_.now() + store::kRotation : *stored->old_secret_until;
            }
        }
        std::vector<std::string> changes;
        if (stored) {
            WebhookSetup shall = wanted;
            // An old secret that goes by itself is none of the file's business, unless the file names one.
            if (wanted.old_secret.empty() && stored->old_secret_until) shall.old_secret = stored->old_secret;
            changes = form::changes(webhook_form(), to_setup(*stored), shall);
            if (changes.empty()) return tell(false, what + " unchanged");
        }
        store::put_endpoint(tx_, endpoint);
        stored ? tell_changes(what, changes) : tell(true, what + " created");
    }

    void put_route(const RouteSetup& wanted) {
        std::string what = "route " + wanted.name;
        auto stored = store::find_route(tx_, account_, wanted.name);
        auto route = to_store(tx_, account_, wanted);
        if (!route) throw Refused{route.error()};
        if (!stored) {
            write_route(tx_, *route);
            return tell(true, what + " created");
        }
        RouteSetup before = to_setup(tx_, *stored);
        bool is_same = stored->enabled == route->enabled && stored->definition == route->definition &&
                       stored->tokens == route->tokens && stored->endpoint == route->endpoint;
        if (is_same) return tell(false, what + " unchanged");
        write_route(tx_, *route);
        auto changes = form::changes(route_form(), before, to_setup(tx_, *route));
        if (stored->tokens != route->tokens) changes.emplace_back("tokens");
        if (changes.empty()) changes.emplace_back("definition");  // written anew in the form of today
        tell_changes(what, changes);
    }

    void put_dnc(const std::vector<std::string>& numbers) {
        if (numbers.empty()) return;
        int added = 0;
        for (const std::string& number : numbers) {
            if (store::is_dnc_number(tx_, account_, number)) continue;
            store::put_dnc_number(tx_, account_, number, "set-up file", clock_.now());
            ++added;
        }
        if (added == 0) return tell(false, "dnc unchanged");
        tell(true, fmt::format("dnc {} number{} added", added, added == 1 ? "" : "s"));
    }

    void put_dnc_list(const NumberListSetup& wanted) {
        std::string what = "do-not-call list " + wanted.name;
        store::DncList list{.account = wanted.all_accounts ? store::kAllAccounts : account_,
                            .name = wanted.name,
                            .national = wanted.national};
        auto stored = store::find_dnc_list(tx_, list.account, list.name);
        auto rows = wanted.rows;
        for (guard::NumberRow& row : rows) {
            if (row.source.empty()) row.source = source_of(wanted, stored, row);
        }
        size_t numbers = guard::put_numbers(tx_, list, rows, "", clock_.now());
        if (!stored) return tell(true, fmt::format("{} created ({} numbers)", what, numbers));
        std::vector<std::string> differences;
        if (stored->national != wanted.national) differences.emplace_back("national");
        if (numbers > 0) differences.push_back(fmt::format("{} numbers", numbers));
        tell_changes(what, differences);
    }

    void put_consents(const NumberListSetup& wanted) {
        size_t changed = guard::put_consents(tx_, account_, wanted.rows, source_of(wanted), clock_.now());
        if (changed == 0) return tell(false, "consents unchanged");
        tell(true, fmt::format("consents {} new or changed", changed));
    }

    /// Where neither the list nor the row says where a number comes from, what was known of it stays, be it nothing.
    std::string source_of(const NumberListSetup& wanted, const std::optional<store::DncList>& stored,
                          const guard::NumberRow& row) {
        bool may_be_known = stored && wanted.source.empty();
        auto entry = may_be_known ? store::find_dnc_entry(tx_, *stored, row.number) : std::nullopt;
        return entry ? entry->source : source_of(wanted);
    }

    static std::string source_of(const NumberListSetup& list) {
        return list.source.empty() ? "set-up file" : list.source;
    }

    store::Tx& tx_;
    const Clock& clock_;
    Random& random_;
    const SecretHashes& hashes_;
    ApplyReport& report_;
    int64_t account_ = 0;
};

}  // namespace

std::string to_json(const ApplyReport& report) {
    JsonWriter json;
    json.begin_object();
    json.raw_field("changes", to_json_list(report.changes));
    json.field("changed", report.changed);
    json.field("dry_run", report.dry_run);
    json.raw_field("warnings", to_json_list(report.warnings));
    json.end_object();
    return json.take();
}

Result<ApplyReport> apply(store::Store& store, const Clock& clock, Random& random, const Setup& setup, ApplyMode mode) {
    ApplyReport report{.dry_run = mode.dry_run};
    if (mode.rules) report.warnings = opening_warnings(*mode.rules, setup);
    if (mode.unknown_words)
        std::ranges::move(word_warnings(mode.unknown_words, setup), std::back_inserter(report.warnings));
    try {
        SecretHashes hashes(store, random, setup);
        store.write([&](store::Tx& tx) {
            auto faults = faults_against(tx, setup);
            if (!faults.empty()) throw Refused{invalid(to_text(faults))};
            Application(tx, clock, random, hashes, report).run(setup);
            if (mode.prune) {
                auto deleted = prune(tx, setup);
                if (!deleted) throw Refused{deleted.error()};
                report.changed += static_cast<int>(deleted->size());
                std::move(deleted->begin(), deleted->end(), std::back_inserter(report.changes));
            }
            if (auto checked = check_encryption_keys(tx, setup); !checked) throw Refused{checked.error()};
            if (mode.dry_run) throw TakeBack{};
            if (report.changed > 0) write_audit(tx, clock, mode, report);
        });
    } catch (const TakeBack&) {
    } catch (const Refused& refused) {
        return refused.error;
    } catch (const store::StoreError& error) {
        return unavailable(error.what());
    }
    return report;
}

}  // namespace tiller::setup
