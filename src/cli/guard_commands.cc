// `tiller guard`: the rules, what they would do to a list, judging refusals again, loading lists of numbers.
#include "cli/guard_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/json/json.h"
#include "base/text.h"
#include "cli/exit_code.h"
#include "guard/number_list.h"
#include "guard/preview.h"
#include "store/dnc.h"
#include "store/store.h"

namespace tiller::cli {
namespace {

struct Options {
    std::string data = "data", packs, account, file, at, list, source;
    bool as_json = false, national = false, dnc_switch = false;
    int64_t after = 0;
};

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    if (in) text << in.rdbuf();
    if (!in) return not_found(fmt::format("file \"{}\" cannot be read", path));
    return text.str();
}

/// The numbers of a file; what is wrong is told on standard error.
Result<guard::NumberList> read_numbers(const std::string& path, const Zone& zone) {
    auto text = read_file(path);
    if (!text) return text.error();
    auto list = guard::read_number_list(*text, zone);
    for (const auto& fault : list.faults) std::cerr << path << ": " << fault << "\n";
    return list;
}

Result<store::Account> find_account(store::Db& db, const std::string& name) {
    auto account = store::find_account(db, name);
    if (!account) return not_found(fmt::format("there is no account \"{}\"", name));
    return *account;
}

std::string rules_as_json(const guard::Rules& rules) {
    JsonWriter json;
    json.begin_array();
    for (const guard::Rule& rule : rules.all()) {
        json.begin_object();
        json.field("id", rule.id);
        json.field("version", rule.version);
        json.field("enabled", rule.enabled);
        json.field("title", rule.title);
        json.field("law", rule.source.law);
        json.field("section", rule.source.section);
        json.field("url", rule.source.url);
        json.field("date", rule.source.date);
        json.end_object();
    }
    json.end_array();
    return json.take();
}

int show_rules(const Options& options) {
    auto rules = guard::load_rules(options.packs);
    if (!rules) return fail(rules.error());
    if (options.as_json) {
        std::cout << rules_as_json(**rules) << "\n";
        return kDone;
    }
    for (const guard::Rule& rule : (*rules)->all()) {
        std::cout << fmt::format("{} v{}{}\n  {}\n  {}{}{}, since {}{}{}\n", rule.id, rule.version,
                                 rule.enabled ? "" : " (off)", rule.title, rule.source.law,
                                 rule.source.section.empty() ? "" : ", ", rule.source.section, rule.source.date,
                                 rule.source.url.empty() ? "" : "\n  ", rule.source.url);
    }
    return 0;
}

void print(const guard::Preview& preview, const Zone& zone) {
    std::cout << fmt::format("{} rows: {} can be called, {} later, {} never\n", preview.rows, preview.callable,
                             preview.later, preview.never);
    for (const auto& [rule, rows] : preview.by_rule) std::cout << fmt::format("  {} by {}\n", rows, rule);
    for (const auto& [rule, rows] : preview.warnings)
        std::cout << fmt::format("  {} with a warning of {}\n", rows, rule);
    for (const auto& skipped : preview.skipped) {
        bool later = skipped.verdict.decision == guard::Verdict::Decision::later;
        std::cout << fmt::format("row {}: {}{}\n", skipped.row, skipped.verdict.told(),
                                 later ? ", not before " + zone.format(skipped.verdict.earliest) : "");
    }
}

int preview(const Options& options) {
    auto rules = guard::load_rules(options.packs);
    if (!rules) return fail(rules.error());
    store::Db db(options.data + "/tiller.db", true);
    auto account = find_account(db, options.account);
    if (!account) return fail(account.error());
    auto zone = Zone::find(account->zone);
    if (!zone) return fail(zone.error());
    auto at = options.at.empty() ? SystemClock().now() : zone->parse(options.at);
    if (!at) return fail(invalid(fmt::format("--at \"{}\": must be YYYY-MM-DD HH:MM:SS or RFC 3339", options.at)));
    auto numbers = read_numbers(options.file, *zone);
    if (!numbers) return fail(numbers.error());
    std::vector<guard::PreviewRow> rows;
    for (auto& row : numbers->rows) rows.push_back({std::move(row.number), "{}"});
    auto result = guard::preview(db, **rules, {.account = *account, .at = *at, .dnc_switch = options.dnc_switch}, rows);
    if (options.as_json) {
        std::cout << guard::to_json(result, *zone) << "\n";
    } else {
        print(result, *zone);
    }
    return 0;
}

void write_judged(JsonWriter& json, const store::Refusal& refusal, const Result<guard::Verdict>& verdict,
                  bool is_same) {
    json.begin_object();
    json.field("refusal", refusal.key);
    json.field("at", to_rfc3339_ms(refusal.at));
    json.field("same", is_same);
    json.field("told", refusal.told);
    if (!is_same) json.field("now", verdict ? verdict->told() : verdict.error().message);
    json.end_object();
}

int replay(const Options& options) {
    constexpr int64_t kAtOnce = 1000;
    store::Db db(options.data + "/tiller.db", true);
    std::optional<int64_t> key;
    if (!options.account.empty()) {
        auto account = find_account(db, options.account);
        if (!account) return fail(account.error());
        key = account->key;
    }
    size_t same = 0, different = 0;
    JsonWriter json;
    json.begin_array();
    for (int64_t after = options.after;;) {
        auto refusals = store::list_refusals(db, key, after, kAtOnce);
        for (const auto& refusal : refusals) {
            auto verdict = guard::judge_again(db, refusal);
            bool is_same = verdict && guard::is_same(refusal, *verdict);
            ++(is_same ? same : different);
            after = refusal.key;
            if (options.as_json) {
                write_judged(json, refusal, verdict, is_same);
                continue;
            }
            std::cout << fmt::format("{} {} {} {}\n", refusal.key, to_rfc3339_ms(refusal.at),
                                     is_same ? "same" : "DIFFERENT", refusal.told);
            if (!is_same) {
                std::cout << "  now: " << (verdict ? verdict->told() : verdict.error().message) << "\n";
            }
        }
        if (static_cast<int64_t>(refusals.size()) < kAtOnce) break;
    }
    if (options.as_json) {
        json.end_array();
        std::cout << json.take() << "\n";
        return different == 0 ? kDone : kFailed;
    }
    std::cout << fmt::format("{} refusals judged again: {} the same, {} different\n", same + different, same,
                             different);
    return different == 0 ? 0 : kFailed;
}

/// The account that a list is of; kAllAccounts without a name.
Result<store::Account> owner(store::Db& db, const std::string& name) {
    if (name.empty()) return store::Account{};
    return find_account(db, name);
}

int import(const Options& options, bool consents) {
    auto store = store::Store::open({.dir = options.data, .own_thread = false});
    if (!store) return fail(store.error());
    auto account = (*store)->read([&](store::Db& db) { return owner(db, options.account); });
    if (!account) return fail(account.error());
    auto zone = Zone::find(account->zone);
    auto numbers = zone ? read_numbers(options.file, *zone) : Result<guard::NumberList>(zone.error());
    if (!numbers) return fail(numbers.error());
    if (numbers->wrong > 0) return fail(invalid(fmt::format("{} rows are wrong, nothing is taken", numbers->wrong)));
    SystemClock clock;
    size_t changed = (*store)->write([&](store::Tx& tx) {
        return consents ? guard::put_consents(tx, account->key, numbers->rows, options.source, clock.now())
                        : guard::put_numbers(
                              tx, {.account = account->key, .name = options.list, .national = options.national},
                              numbers->rows, options.source, clock.now());
    });
    if (options.as_json) {
        std::cout << fmt::format("{{\"numbers\":{},\"changed\":{}}}\n", numbers->rows.size(), changed);
    } else {
        std::cout << fmt::format("{} numbers, {} new or changed\n", numbers->rows.size(), changed);
    }
    return 0;
}

}  // namespace

void add_guard_commands(CLI::App& program, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    auto* guard = program.add_subcommand("guard", "Who may not be called: rules, previews, refusals, lists.");
    guard->require_subcommand(1);
    auto add = [&](const char* name, const char* help, std::function<int()> act) {
        auto* command = guard->add_subcommand(name, help);
        command->add_flag("--json", options->as_json, "Tell it as JSON.");
        command->callback([&chosen, act = std::move(act)] { chosen = act; });
        return command;
    };
    auto data = [&](CLI::App* command) { command->add_option("--data", options->data, "Data folder. Default: data"); };
    auto packs = [&](CLI::App* command) {
        command->add_option("--guard-packs", options->packs, "Folder of rules of your own, as given to serve.");
    };

    packs(add("rules", "Show every rule with its source.", [options] { return show_rules(*options); }));

    auto* look = add("preview", "Tell whom of a list the guard would keep from being called.",
                     [options] { return preview(*options); });
    look->add_option("file", options->file, "A number a line, or CSV with a column number.")->required();
    look->add_option("--account", options->account, "The account that would call.")->required();
    look->add_option("--at", options->at, "When, in the account's zone: \"2026-11-23 10:00:00\". Default: now");
    look->add_flag("--dnc-switch", options->dnc_switch, "As with DncSwitch: national lists count.");
    data(look);
    packs(look);

    auto* again =
        add("replay", "Judge recorded refusals again, by the rules of their time: 1 if one comes out different.",
            [options] { return replay(*options); });
    again->add_option("--account", options->account, "Only those of this account.");
    again->add_option("--after", options->after, "Only those after this number.");
    data(again);

    auto* dnc = add("import-dnc", "Put numbers on a do-not-call list; the server must not be running.",
                    [options] { return import(*options, false); });
    dnc->add_option("file", options->file, "A number a line, or CSV: number, source, reason, expires.")->required();
    dnc->add_option("--list", options->list, "Name of the list; made if it is new.")->required();
    dnc->add_option("--account", options->account, "Whose list. Default: a list for all accounts");
    dnc->add_flag("--national", options->national, "A public register: it counts with DncSwitch only.");
    dnc->add_option("--source", options->source, "Where the numbers come from, unless the file says.");
    data(dnc);

    auto* consent = add("import-consent", "Record that callees consented; the server must not be running.",
                        [options] { return import(*options, true); });
    consent->add_option("file", options->file, "CSV: number, source, given, expires.")->required();
    consent->add_option("--account", options->account, "Whom they consented to.")->required();
    consent->add_option("--source", options->source, "How they consented, unless the file says.");
    data(consent);
}

}  // namespace tiller::cli
