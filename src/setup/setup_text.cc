// A set-up as text: JSON, which is YAML too, so that what a program writes is what people write by hand.
#include <fmt/format.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/text.h"
#include "form/json.h"
#include "journal/kinds.h"
#include "setup/setup_file.h"

namespace tiller::setup {
namespace {

/// Guards a plain "${" against being taken for a variable.
std::string guarded(std::string_view text) {
    std::string out;
    for (;;) {
        size_t at = text.find("${");
        if (at == std::string_view::npos) return out.append(text);
        out.append(text.substr(0, at)).append("$${");
        text.remove_prefix(at + 2);
    }
}

/// The same for all texts of a value; dialogues are left alone, as variables are not looked for in them.
void guard(form::Value& value) {
    if (auto* text = value.as<std::string>()) *text = guarded(*text);
    if (auto* list = value.as<form::Value::List>()) std::ranges::for_each(*list, guard);
    auto* map = value.as<form::Value::Map>();
    if (!map) return;
    for (form::Member& member : *map) {
        if (member.name != "definition") guard(member.value);
    }
}

/// In a file texts are guarded, and an account holds its parts.
enum class Form { file, document };

class Writer {
  public:
    explicit Writer(Form form) : form_(form) {}

    std::string write(const Setup& setup) {
        json_.begin_object();
        list("accounts", setup.accounts, [&](const AccountSetup& account) { write_account(account); });
        json_.end_object();
        return json_.take();
    }
    std::string take() { return json_.take(); }
    void begin() { json_.begin_object(); }
    std::string end() {
        json_.end_object();
        return json_.take();
    }

    void write_account(const AccountSetup& setup) {
        json_.begin_object();
        write_head(setup.account);
        list("keys", setup.keys, [&](const AppKeySetup& key) {
            json_.begin_object();
            text("app_key", key.app_key);
            if (key.app_secret) text("app_secret", *key.app_secret);
            json_.end_object();
        });
        list("sign_keys", setup.sign_keys, [&](const SignKeySetup& key) {
            json_.begin_object();
            text("id", key.id);
            if (key.secret) text("secret", *key.secret);
            json_.field("unsigned", key.is_unsigned);
            json_.end_object();
        });
        list("encryption_keys", setup.encryption_keys, [&](const EncryptionKeySetup& key) {
            json_.begin_object();
            text("id", key.id);
            if (!key.bytes.empty()) text("key", to_hex(key.bytes));
            json_.end_object();
        });
        list("lines", setup.lines, [&](const LineSetup& line) { write_line(line); });
        list("robots", setup.robots, [&](const RobotSetup& robot) { write_robot(robot); });
        list("robot_groups", setup.robot_groups, [&](const RobotGroupSetup& group) { write_robot_group(group); });
        list("strategies", setup.strategies, [&](const StrategySetup& s) { write_strategy(s.strategy); });
        list("webhooks", setup.webhooks, [&](const WebhookSetup& webhook) { write_webhook(webhook); });
        list("routes", setup.routes, [&](const RouteSetup& route) { write_route(route); });
        texts("dnc", setup.dnc);
        list("dnc_lists", setup.dnc_lists, [&](const NumberListSetup& numbers) {
            json_.begin_object();
            text("name", numbers.name);
            json_.field("national", numbers.national);
            json_.field("all_accounts", numbers.all_accounts);
            write_numbers(numbers);
        });
        list("consents", setup.consents, [&](const NumberListSetup& numbers) {
            json_.begin_object();
            write_numbers(numbers);
        });
        json_.end_object();
    }

    /// The fields that both kinds of lists have, and the end of their object.
    void write_numbers(const NumberListSetup& numbers) {
        text_unless_empty("source", numbers.source);
        text("text", numbers.text);
        json_.end_object();
    }

    void days_unless_zero(std::string_view name, std::chrono::days days) {
        if (days.count() > 0) json_.field(name, fmt::format("{}d", days.count()));
    }

    void write_head(const store::Account& account) {
        text("name", account.name);
        json_.field("service", to_name(account.service));
        text("zone", account.zone);
        text_unless_empty("country", account.country);
        text("language", account.language);
        json_.field("guard", account.guard);
        json_.field("number_check", account.strict_numbers ? "valid" : "possible");
        json_.field("duplicate_limit", account.duplicate_limit);
        json_.key("limits");
        json_.begin_object();
        json_.field("requests_per_second", account.limits.requests_per_second);
        json_.field("open_tasks", account.limits.open_tasks);
        json_.field("open_plans", account.limits.open_plans);
        json_.field("numbers_per_day", account.limits.numbers_per_day);
        json_.end_object();
        json_.key("encryption");
        json_.begin_object();
        json_.field("requests", account.encryption.requests);
        json_.field("answers", account.encryption.answers);
        json_.field("callbacks", account.encryption.callbacks);
        json_.field("mode", account.encryption.mode == AesMode::cbc ? "cbc" : "gcm");
        json_.end_object();
        json_.key("retention");
        json_.begin_object();
        days_unless_zero("recordings", account.retention.recordings);
        days_unless_zero("personal_data", account.retention.personal_data);
        json_.end_object();
    }

    void write_line(const LineSetup& line) { write(line_form().to_map(line)); }

    void write_robot(const RobotSetup& robot) {
        json_.begin_object();
        text("name", robot.name);
        texts("platforms", robot.platforms);
        json_.field("definition", robot.definition);  // as it is: no variables are looked for in it
        json_.end_object();
    }

    void write_robot_group(const RobotGroupSetup& group) {
        json_.begin_object();
        text("name", group.name);
        list("robots", group.members, [&](const RobotGroupSetup::Member& member) {
            json_.begin_object();
            text("robot", member.robot.robot);
            json_.field("weight", member.weight);
            json_.end_object();
        });
        json_.end_object();
    }

    void write_strategy(const campaign::Strategy& strategy) {
        json_.begin_object();
        text("name", strategy.name);
        list("rounds", strategy.rounds, [&](const campaign::Round& round) {
            json_.begin_object();
            text("robot", round.robot);
            if (round.robot_is_group) text("robot_method", "group");
            json_.field("day_offset", round.day_offset);
            json_.field("start", format_time_of_day(round.start));
            json_.field("end", format_time_of_day(round.end));
            json_.field("repeat_interval", round.repeat_interval);
            json_.field("repeat_num", round.repeat_num);
            outcomes("repeat_on", round.repeat_on);
            if (!round.include.is_default) {
                json_.key("include");
                json_.begin_object();
                outcomes("outcomes", round.include.outcomes);
                texts("intentions", round.include.intentions);
                json_.end_object();
            }
            json_.end_object();
        });
        json_.end_object();
    }

    void write_webhook(const WebhookSetup& webhook) {
        json_.begin_object();
        text("url", webhook.url);
        json_.key("events");
        json_.begin_array();
        for (store::EventKind kind : webhook.events) json_.value(journal::find_kind(kind).name);
        json_.end_array();
        if (!webhook.keeps_secrets) {
            text("secret", webhook.secret);
            text_unless_empty("old_secret", webhook.old_secret);
        }
        json_.field("enabled", webhook.enabled);
        json_.end_object();
    }

    void write_route(const RouteSetup& setup) {
        const leads::Route& route = setup.route;
        json_.begin_object();
        text("name", setup.name);
        json_.field("enabled", setup.enabled);
        if (!setup.keeps_tokens) texts("tokens", setup.tokens);
        text("schema", route.schema);  // as text, which keeps "1" and 1 apart
        texts("callee", route.callee);
        json_.key("variables");
        json_.begin_object();
        for (const auto& [name, pointer] : route.variables) text(name, pointer);
        json_.end_object();
        texts("spread", route.spread);
        texts("recommended", route.recommended);
        text_unless_empty("robot", route.robot.name);
        text_unless_empty("robot_from", route.robot.from);
        json_.field("robot_method", route.robot_is_group ? "group" : "single");
        text_unless_empty("line", route.line.name);
        text_unless_empty("line_from", route.line.from);
        text_unless_empty("zone", route.zone);
        json_.field("start", format_time_of_day(route.start));
        json_.field("end", format_time_of_day(route.end));
        json_.field("repeat_interval", route.repeat.interval_minutes);
        json_.field("repeat_num", route.repeat.num);
        outcomes("repeat_on", route.repeat.on);
        text_unless_empty("result_url", setup.result_url);
        text_unless_empty("result_secret", setup.result_secret);
        json_.end_object();
    }

  private:
    void write(form::Value value) {
        if (form_ == Form::file) guard(value);
        form::write(json_, value);
    }
    std::string form(std::string_view value) const { return form_ == Form::file ? guarded(value) : std::string(value); }
    void text(std::string_view name, std::string_view value) { json_.field(name, form(value)); }
    void text_unless_empty(std::string_view name, std::string_view value) {
        if (!value.empty()) text(name, value);
    }
    template <class List, class Each>
    void list(std::string_view name, const List& items, Each each) {
        json_.key(name);
        json_.begin_array();
        for (const auto& item : items) each(item);
        json_.end_array();
    }
    void texts(std::string_view name, const std::vector<std::string>& items) {
        list(name, items, [&](const std::string& item) { json_.value(form(item)); });
    }
    void outcomes(std::string_view name, OutcomeSet set) {
        json_.key(name);
        json_.begin_array();
        for (size_t i = 1; i < kOutcomeNames.size(); ++i) {
            if (contains(set, static_cast<Outcome>(i))) json_.value(kOutcomeNames[i]);
        }
        json_.end_array();
    }

    const Form form_;
    JsonWriter json_;
};

}  // namespace

std::string to_setup_text(const Setup& setup) { return Writer(Form::file).write(setup); }

std::string to_document(const store::Account& account) {
    Writer writer(Form::document);
    writer.begin();
    writer.write_head(account);
    return writer.end();
}

std::string to_document(const LineSetup& line) {
    Writer writer(Form::document);
    writer.write_line(line);
    return writer.take();
}

std::string to_document(const RobotSetup& robot) {
    Writer writer(Form::document);
    writer.write_robot(robot);
    return writer.take();
}

std::string to_document(const RobotGroupSetup& group) {
    Writer writer(Form::document);
    writer.write_robot_group(group);
    return writer.take();
}

std::string to_document(const campaign::Strategy& strategy) {
    Writer writer(Form::document);
    writer.write_strategy(strategy);
    return writer.take();
}

std::string to_document(const RouteSetup& route) {
    Writer writer(Form::document);
    writer.write_route(route);
    return writer.take();
}

std::string to_document(const WebhookSetup& webhook) {
    Writer writer(Form::document);
    writer.write_webhook(webhook);
    return writer.take();
}

}  // namespace tiller::setup
