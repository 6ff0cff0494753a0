#include "cli/manage/manage.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

#include "base/json/json.h"
#include "base/printable.h"
#include "base/text.h"
#include "cli/manage/field_help.h"
#include "cli/manage/manage_ask.h"
#include "cli/manage/manage_output.h"
#include "cli/manage/nouns.h"
#include "cli/management_client.h"
#include "web/management/all_resources.h"

namespace tiller::cli {
namespace {

struct Typed {
    cli::ClientOptions where{.data_dir = "data"};
    std::string account, id, q, file, source, reason;
    std::vector<std::string> fields;
    std::map<std::string, std::string> filter;  // by the parameter's name
    std::optional<int64_t> limit;
    std::string day;  // of stats
    bool as_json = false, as_csv = false, do_not_call = false, forget_do_not_call = false, all_accounts = false;

    /// What was typed for the parameters of a list, as they stand in a query.
    std::string filter_query() const {
        std::string query;
        for (const auto& [name, value] : filter) {
            if (!value.empty()) query += fmt::format("&{}={}", name, percent_encode(value));
        }
        return query;
    }
};

std::string target_of(const Noun& noun, const Typed& typed, const std::string& rest, const std::string& query) {
    std::string target = fmt::format("/{}{}", noun.resource, rest);
    std::string all = query;
    if (noun.in_account && !typed.account.empty()) {
        all += (all.empty() ? "" : "&") + std::string("account=") + percent_encode(typed.account);
    }
    if (typed.all_accounts) all += (all.empty() ? "" : "&") + std::string("all_accounts=1");
    return all.empty() ? target : target + "?" + all;
}

/// All pages of a list, or so many of its first as were asked for.
Result<std::vector<std::string>> ask_list(cli::ManagementClient& client, const Noun& noun, const Typed& typed) {
    constexpr int64_t kLargestPage = 500;
    std::vector<std::string> items;
    std::string cursor;
    do {
        int64_t wanted = typed.limit.value_or(kLargestPage) - static_cast<int64_t>(items.size());
        if (wanted <= 0) break;
        std::string query = fmt::format("limit={}&cursor={}{}", std::min(wanted, kLargestPage), percent_encode(cursor),
                                        typed.filter_query());
        if (!typed.q.empty()) query += "&q=" + percent_encode(typed.q);
        auto page = ask(client, "GET", target_of(noun, typed, "", query));
        if (!page) return page.error();
        cursor = take_page(*page, items);
    } while (!cursor.empty());
    return items;
}

/// The clocks of the account that was meant; UTC if it cannot be told, or there are several.
Zone zone_of(cli::ManagementClient& client, const Typed& typed) {
    auto answer = ask(client, "GET", "/accounts?limit=500");
    std::vector<std::string> accounts;
    if (answer) take_page(*answer, accounts);
    for (const std::string& account : accounts) {
        bool is_meant = typed.account.empty() ? accounts.size() == 1 : json_member(account, "name") == typed.account;
        auto zone = is_meant ? Zone::find(json_member(account, "zone")) : Result<Zone>(Zone::utc());
        if (is_meant && zone) return *zone;
    }
    return Zone::utc();
}

}  // namespace

struct ManageCommands::Impl {
    const std::vector<management::Resource> resources = management::all_resources();
    Typed typed;
    std::function<Result<void>(cli::ManagementClient&)> chosen;

    CLI::App* add(CLI::App& parent, const char* word, const std::string& help) {
        auto* command = parent.add_subcommand(word, help);
        command->add_option("--data", typed.where.data_dir, "Data folder; its running server is found by itself.");
        command->add_option("--server", typed.where.server, "URL of a running server instead.");
        command->add_option("--key", typed.where.key, "Its admin key, or a session's token; or TILLER_ADMIN_KEY.");
        command->add_flag("--json", typed.as_json, "Answer as JSON.");
        return command;
    }

    void add_csv(CLI::App* command) {
        command->add_flag("--csv", typed.as_csv, "Answer as CSV, with every field.")->excludes("--json");
    }

    /// A list in the form that was asked for.
    std::string told(const std::vector<std::string>& items, std::string_view id_field, std::string_view columns = "") {
        if (typed.as_csv) return to_csv(items);
        return typed.as_json ? to_json_array(items) : to_table(items, id_field, columns);
    }

    void add_noun(CLI::App& program, const Noun& noun) {
        auto* command = program.add_subcommand(noun.word, noun.help);
        command->require_subcommand(1);
        const management::Resource& resource =
            *std::ranges::find(resources, std::string_view(noun.resource), &management::Resource::name);
        bool of_all_accounts =
            std::ranges::find(resource.scope, "all_accounts", &management::Parameter::name) != resource.scope.end();
        auto add_verb = [&](const char* word, const std::string& help, bool needs_id, auto work) {
            auto* verb = add(*command, word, help);
            if (needs_id) verb->add_option(noun.id, typed.id, "Which one.")->required();
            if (noun.in_account) verb->add_option("--account", typed.account, "Its account, if there are several.");
            if (of_all_accounts) {
                verb->add_flag("--all-accounts", typed.all_accounts, "What is for all accounts, instead of one's.");
            }
            verb->callback([this, work] { chosen = work; });
            return verb;
        };
        auto* list = add_verb("list", "All of them.", false,
                              [this, &noun, id_field = std::string(resource.id_field)](auto& client) -> Result<void> {
                                  auto items = ask_list(client, noun, typed);
                                  if (!items) return items.error();
                                  if (noun.in_account && !typed.as_json) {
                                      Zone zone = zone_of(client, typed);
                                      for (std::string& item : *items) item = in_zone(item, zone);
                                  }
                                  std::cout << told(*items, id_field, noun.columns);
                                  return {};
                              });
        add_csv(list);
        list->add_option("--q", typed.q, "Only those whose name holds this.");
        list->add_option("--limit", typed.limit, "So many of the first. Default: all")->check(CLI::PositiveNumber);
        for (const management::Parameter& filter : resource.filters) {
            std::string name(filter.name);
            list->add_option(
                "--" + name, typed.filter[name],
                fmt::format("Only those of this{}{}.", filter.description.empty() ? "" : ": ", filter.description));
        }
        add_verb("show", "One of them.", true, [this, &noun](cli::ManagementClient& client) {
            auto thing = ask(client, "GET", target_of(noun, typed, "/" + percent_encode(typed.id), ""));
            if (thing && noun.in_account && !typed.as_json) thing = in_zone(*thing, zone_of(client, typed));
            return print(thing);
        });
        const char* form =
            "name=value; name.inner=value; name=[\"a\",\"b\"]; name=@file takes a file's text; name=null its default.";
        for (const Verb& verb : kVerbs) {
            if (std::string_view(verb.noun) != noun.word) continue;
            auto* typed_verb = add_verb(verb.word, verb.help, true, [this, &noun, &verb](auto& client) -> Result<void> {
                auto body = verb.takes_fields ? to_object(typed.fields) : Result<std::string>(verb.body);
                if (!body) return body.error();
                std::string rest = fmt::format("/{}{}", percent_encode(typed.id), verb.action);
                auto answer = ask(client, verb.method, target_of(noun, typed, rest, ""), *body);
                if (auto done = print(answer); !done) return done;
                if (*verb.success && is_false(*answer, verb.success)) {
                    return internal_error(std::string("not ") + verb.success);
                }
                return verb.call && !typed.as_json ? follow(client, *answer, verb.call) : Result<void>();
            });
            if (verb.takes_fields) typed_verb->add_option("fields", typed.fields, form);
        }
        if (!noun.made_here) return;
        std::string fields = field_help(resource.schema);
        command->footer(fields);
        auto* add_command =
            add_verb("add", "Make one.", false, [this, &noun](cli::ManagementClient& client) -> Result<void> {
                auto body = to_object(typed.fields);
                if (!body) return body.error();
                return print(ask(client, "POST", target_of(noun, typed, "", ""), *body));
            });
        add_command->add_option("fields", typed.fields, form);
        add_command->footer(fields);
        if (noun.editable) {
            auto* set_command = add_verb(
                "set", "Change fields of one.", true, [this, &noun](cli::ManagementClient& client) -> Result<void> {
                    auto body = to_object(typed.fields);
                    if (!body) return body.error();
                    return print(
                        ask(client, "PATCH", target_of(noun, typed, "/" + percent_encode(typed.id), ""), *body));
                });
            set_command->add_option("fields", typed.fields, form)->required();
            set_command->footer(fields);
        }
        add_verb("remove", "Remove one.", true, [this, &noun](cli::ManagementClient& client) {
            return print(ask(client, "DELETE", target_of(noun, typed, "/" + percent_encode(typed.id), "")));
        });
        auto sends_file = [&](const char* word, const char* help, bool needs_id, const char* columns, auto rest) {
            auto* verb = add_verb(word, help, needs_id, [this, &noun, rest](auto& client) -> Result<void> {
                std::ifstream in(typed.file, std::ios::binary);
                if (!in) return not_found(fmt::format("the file {} cannot be read", typed.file));
                std::string text(std::istreambuf_iterator<char>(in), {});
                std::string query = typed.source.empty() ? "" : "source=" + percent_encode(typed.source);
                return print(ask(client, "POST", target_of(noun, typed, rest(), query), text));
            });
            verb->add_option("file", typed.file, columns)->required();
            return verb;
        };
        constexpr const char* kSource = "Where the numbers come from, unless the file says.";
        if (std::string_view(noun.word) == "shipment") {
            sends_file("import", "Take shipments and events from a CSV file.", false,
                       "See docs/shipments.md for its columns.", [] { return std::string("/import"); });
        }
        if (std::string_view(noun.word) == "consent") {
            sends_file("import", "Take a list of consents from a file.", false, "CSV: number, source, given, expires.",
                       [] { return std::string("/import"); })
                ->add_option("--source", typed.source, kSource);
        }
        if (std::string_view(noun.word) == "dnc") {
            sends_file("upload", "Put the numbers of a file on a list.", true,
                       "A number a line, or CSV: number, source, reason, expires.",
                       [this] { return fmt::format("/{}/upload", percent_encode(typed.id)); })
                ->add_option("--source", typed.source, kSource);
        }
        if (std::string_view(noun.word) == "webhook") add_log(add_verb);
    }

    /// Deliveries are many: the newest are told, or one with all of its tries.
    template <class AddVerb>
    void add_log(const AddVerb& add_verb) {
        auto* log = add_verb("log", "Its newest deliveries.", true, [this](auto& client) -> Result<void> {
            constexpr int64_t kDefaultLimit = 50;
            std::string query = fmt::format("webhook={}&limit={}{}", percent_encode(typed.id),
                                            typed.limit.value_or(kDefaultLimit), typed.filter_query());
            auto page = ask(client, "GET", target_of(kDeliveries, typed, "", query));
            if (!page) return page.error();
            std::vector<std::string> items;
            take_page(*page, items);
            std::cout << told(items, kDeliveries.id);
            return {};
        });
        add_csv(log);
        for (const char* name : {"state", "event", "task", "plan"}) {
            log->add_option(std::string("--") + name, typed.filter[name], "Only those of this.");
        }
        log->add_option("--limit", typed.limit, "How many at most, up to 500. Default: 50")->check(CLI::Range(1, 500));
        auto about_one = [&](const char* word, const char* help, const char* method, const char* action) {
            auto* verb = add_verb(word, help, false, [this, method, action](auto& client) {
                std::string rest = fmt::format("/{}{}", percent_encode(typed.id), action);
                return print(ask(client, method, target_of(kDeliveries, typed, rest, "")));
            });
            verb->add_option("delivery", typed.id, "Its id, from the log.")->required();
        };
        about_one("delivery", "One delivery: what was sent, and every answer.", "GET", "");
        about_one("resend", "Send one delivery again.", "POST", "/replay");
    }

    void add_stats(CLI::App& program) {
        auto* command =
            add(program, "stats", "How calls went, day by day: attempts, answers, minutes, how long callees waited.");
        command->add_option("--account", typed.account, "Which account, if there are several.");
        auto filter = [this, command](const char* name, const char* help) {
            return command->add_option(std::string("--") + name, typed.filter[name], help);
        };
        auto* day = command->add_option("day", typed.day, "Only this day: today, yesterday or YYYY-MM-DD.");
        filter("from", "First day, in the account's zone. Default: a week before --to")->excludes(day);
        filter("to", "Last day. Default: today")->excludes(day);
        filter("by", "hour, day, plan, task, robot or line. Default: day");
        filter("task", "Only calls of the task with this TaskID.");
        add_csv(command);
        command->callback([this] {
            chosen = [this](cli::ManagementClient& client) -> Result<void> {
                std::string query = typed.account.empty() ? "" : "account=" + percent_encode(typed.account);
                if (!typed.day.empty()) typed.filter["from"] = typed.filter["to"] = typed.day;
                auto told = ask(client, "GET", "/stats?" + query + typed.filter_query());
                if (!told) return told.error();
                if (typed.as_json) {
                    std::cout << printable_json(*told) << "\n";
                    return {};
                }
                std::vector<std::string> items;
                take_page(*told, items);
                if (typed.as_csv) {
                    std::cout << to_csv(items);
                    return {};
                }
                // Nobody reads the hours of a week in which nothing was done, nor those to come.
                if (typed.filter["by"] == "hour") {
                    std::erase_if(items, [](const auto& item) { return json_member(item, "calls") == "0"; });
                }
                bool is_by_time = items.empty() || json_member(items.front(), "start") != "-";
                std::cout << to_table(items, is_by_time ? "start" : "name") << "\n"
                          << to_lines(json_member(*told, "sum"));
                return {};
            };
        });
    }

    void add_server(CLI::App& program) {
        auto add_one = [&](const char* word, const char* help, const char* method, const char* path) {
            auto* command = add(program, word, help);
            command->callback([this, method, path] {
                chosen = [this, method, path](cli::ManagementClient& client) -> Result<void> {
                    JsonWriter json;
                    json.begin_object();
                    if (!typed.reason.empty()) json.field("reason", typed.reason);
                    json.end_object();
                    auto answer = ask(client, method, path, json.take());
                    if (!answer) return answer.error();
                    std::cout << (typed.as_json ? printable_json(*answer) : json_member(*answer, "told")) << "\n";
                    return {};
                };
            });
            return command;
        };
        add_one("status", "Whether the installation is at work or on hold.", "GET", "/server");
        add_one("hold", "Begin no call, send no webhook, register no line, until resumed.", "POST", "/server/hold")
            ->add_option("--reason", typed.reason, "Why, for those who wonder.");
        add_one("resume", "Go on after a hold: of `tiller hold`, of `serve --hold`, of a restored backup.", "POST",
                "/server/resume");
    }

    void add_erase(CLI::App& program) {
        auto* command = add(program, "erase", "Erase one person everywhere: rows, calls, recordings, events.");
        command->add_option("number", typed.id, "Their telephone number, with + and country code.")->required();
        command->add_option("--account", typed.account, "Only in this account.");
        auto* keep = command->add_flag("--do-not-call", typed.do_not_call, "Put the number on a do-not-call list.");
        command
            ->add_flag("--forget-do-not-call", typed.forget_do_not_call,
                       "Take it off the do-not-call lists that it is on: it may be called again.")
            ->excludes(keep);
        command->callback([this] {
            chosen = [this](cli::ManagementClient& client) {
                JsonWriter json;
                json.begin_object();
                json.field("number", typed.id);
                if (!typed.account.empty()) json.field("account", typed.account);
                json.field("do_not_call", typed.do_not_call);
                json.field("forget_do_not_call", typed.forget_do_not_call);
                json.end_object();
                return print(ask(client, "POST", "/erasures", json.take()));
            };
        });
    }

    /// The call that an answer tells of, if it does.
    Result<void> follow(cli::ManagementClient& client, const std::string& answer, const std::string& member) const {
        std::string placed = member.empty() ? answer : json_member(answer, member);
        std::string task = json_member(placed, "task");
        if (task == "-") return {};
        return follow_call(client, task, typed.account.empty() ? "" : "&account=" + percent_encode(typed.account),
                           zone_of(client, typed));
    }

    Result<void> print(const Result<std::string>& answer) const {
        if (!answer) return answer.error();
        if (!answer->empty()) std::cout << (typed.as_json ? printable_json(*answer) + "\n" : to_lines(*answer));
        return {};
    }
};

ManageCommands::ManageCommands(CLI::App& program) : impl_(std::make_unique<Impl>()) {
    for (const Noun& noun : kNouns) impl_->add_noun(program, noun);
    impl_->add_server(program);
    impl_->add_erase(program);
    impl_->add_stats(program);
    auto* command = impl_->add(program, "export", "Write the set-up file of an installation, without its secrets.");
    command->callback([this] {
        impl_->chosen = [as_json = &impl_->typed.as_json](cli::ManagementClient& client) -> Result<void> {
            auto text = ask(client, "GET", *as_json ? "/setup?form=json" : "/setup");
            if (!text) return text.error();
            std::cout << *text << (*as_json ? "\n" : "");
            return {};
        };
    });
}

ManageCommands::~ManageCommands() = default;

bool ManageCommands::chosen() const { return impl_->chosen != nullptr; }

Result<void> ManageCommands::run() {
    auto client = cli::ManagementClient::open(impl_->typed.where);
    if (!client) return client.error();
    return impl_->chosen(**client);
}

}  // namespace tiller::cli
