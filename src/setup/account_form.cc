// An account: its own fields, and those of all that belongs to it.
#include <fmt/format.h>

#include "base/numbers/phone_number.h"
#include "form/checks.h"
#include "model/outcome.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;
using form::Form;
using form::Words;
using form::Wrong;

constexpr double kMostRequests = 1'000'000, kMostOpen = 1'000'000, kMostNumbers = 1'000'000'000;

Form<store::AccountLimits> limits_form() {
    using Limits = store::AccountLimits;
    return Form<Limits>()
        .integer("requests_per_second", &Limits::requests_per_second, {.least = 0, .most = kMostRequests})
        .integer("open_tasks", &Limits::open_tasks, {.least = 0, .most = kMostOpen})
        .integer("open_plans", &Limits::open_plans, {.least = 0, .most = kMostOpen})
        .integer("numbers_per_day", &Limits::numbers_per_day,
                 {.least = 0, .most = kMostNumbers, .about = "good rows, since the account's midnight"});
}

Form<store::AccountEncryption> encryption_form() {
    using Encryption = store::AccountEncryption;
    return Form<Encryption>()
        .flag("requests", &Encryption::requests, {.about = "of the API"})
        .flag("answers", &Encryption::answers, {.about = "of the API"})
        .flag("callbacks", &Encryption::callbacks, {.about = "what webhooks get"})
        .choice("mode", &Encryption::mode, Words<AesMode>{{"gcm", AesMode::gcm}, {"cbc", AesMode::cbc}},
                {.about = "of what is sent"});
}

std::optional<Wrong> check_days(std::string& text) {
    constexpr int64_t kMostDays = 36'500;
    auto days = text.ends_with('d') ? parse_integer(std::string_view(text).substr(0, text.size() - 1)) : std::nullopt;
    if (days && *days >= 1 && *days <= kMostDays) return std::nullopt;
    return Wrong{fmt::format(" must be 1d to {}d; without it nothing is deleted", kMostDays)};
}

Form<store::AccountRetention> retention_form() {
    using Retention = store::AccountRetention;
    auto days = [](std::string_view about) {
        return form::Field{.quiet = true,
                           .check = check_days,
                           .pattern = "^[0-9]{1,5}d$",
                           .example = "90d",
                           .fallback_told = "kept for good",
                           .about = about};
    };
    return Form<Retention>()
        .put("recordings", form::Type::text, days("since the call, such as `90d`"), &Retention::recordings,
             form::AsDays())
        .put("personal_data", form::Type::text, days("since the end of the task, or of its plan"),
             &Retention::personal_data, form::AsDays());
}

std::optional<Wrong> check_called_number(std::string& text) {
    auto number = parse_number(text, NumberCheck::possible);
    if (!number) return Wrong{": " + number.error().message};
    text = *number;
    return std::nullopt;
}

/// Calls `finish` for each part that a list of the file has.
template <class Part, class Finish>
void finish_each(const Node& account, const std::string& path, std::string_view name, std::vector<Part>& parts,
                 Finish finish) {
    const Node* list = account.find(name);
    for (size_t i = 0; list && i < std::min(list->items.size(), parts.size()); ++i) {
        finish(list->items[i], fmt::format("{}[{}]", form::path_of(path, name), i), parts[i]);
    }
}

}  // namespace

const Form<store::Account>& account_form() {
    using store::Account;
    static const auto form =
        Form<Account>()
            .name("name", &Account::name, {.required = true, .longest = 64, .about = "what the account is known by"})
            .choice("service", &Account::service,
                    Words<Service>{{"collection", Service::collection},
                                   {"telemarketing", Service::telemarketing},
                                   {"infocheck", Service::infocheck}},
                    {.about = "the fields of a row"})
            .name("zone", &Account::zone,
                  {.required = true,
                   .longest = 64,
                   .check = form::check_zone,
                   .example = "Asia/Jakarta",
                   .about = "IANA time zone of all its dates and times, such as `Asia/Jakarta`"})
            .text("country", &Account::country,
                  {.quiet = true,
                   .check = form::check_country,
                   .pattern = form::kCountryPattern,
                   .example = "ID",
                   .fallback_told = "none",
                   .about = "two capital letters, such as `ID`"})
            .name("language", &Account::language, {.longest = 35, .about = "such as `id`"})
            .flag("guard", &Account::guard,
                  {.about = "the [guard](guard.md): do-not-call lists, calling hours, caps, consent. Off is for tests"})
            .choice("number_check", &Account::strict_numbers, Words<bool>{{"possible", false}, {"valid", true}},
                    {.about = "how strictly numbers are checked"})
            .integer("duplicate_limit", &Account::duplicate_limit,
                     {.least = 0,
                      .most = 10'000,
                      .about = "rows of a list that may repeat a number; more and the list is refused (10809)"})
            .object("limits", &Account::limits, limits_form(), {.about = "0: no limit"})
            .object("encryption", &Account::encryption, encryption_form(),
                    {.about = "which bodies are encrypted, with a key in `encryption_keys` or there already: "
                              "[encryption.md](encryption.md)"})
            .object("retention", &Account::retention, retention_form(),
                    {.about = "when they are deleted, in whole days: [privacy.md](privacy.md)"});
    return form;
}

const Form<AccountSetup>& account_setup_form() {
    static const auto form =
        Form<AccountSetup>()
            .include(account_form(), &AccountSetup::account)
            .objects("keys", &AccountSetup::keys, app_key_form(), "",
                     {.about = "for `POST /service/cloud/auth`; their fields are told below, as all that follows"})
            .objects("sign_keys", &AccountSetup::sign_keys, sign_key_form(), "", {.about = "for signed requests"})
            .objects("encryption_keys", &AccountSetup::encryption_keys, encryption_key_form(), "id",
                     {.noun = "encryption key", .about = "at most two; a new key is a new `id`"})
            .objects("lines", &AccountSetup::lines, line_form(), "name", {.noun = "line"})
            .objects("robots", &AccountSetup::robots, robot_form(), "name", {.noun = "robot"})
            .objects("robot_groups", &AccountSetup::robot_groups, robot_group_form(), "name", {.noun = "robot group"})
            .objects("strategies", &AccountSetup::strategies, strategy_form(), "name", {.noun = "strategy"})
            .objects("webhooks", &AccountSetup::webhooks, webhook_form(), "url", {.noun = "webhook"})
            .objects("routes", &AccountSetup::routes, route_form(), "name",
                     {.noun = "route", .about = "[partner-push.md](partner-push.md)"})
            .texts("dnc", &AccountSetup::dnc, {.longest = 64, .check = check_called_number},
                   {.about = "numbers that are never called"})
            .objects("dnc_lists", &AccountSetup::dnc_lists, dnc_list_form(), "name",
                     {.noun = "do-not-call list", .about = "more of them: [guard.md](guard.md) has the form of a list"})
            .objects("consents", &AccountSetup::consents, consents_form(), "",
                     {.about = "who agreed to be called. A row without a date counts from now on"});
    return form;
}

AccountSetup read_account(SetupContext& context, const Node& node, const std::string& path) {
    AccountSetup account = read(context, account_setup_form(), node, path);
    if (const Node* encryption = node.find("encryption")) {
        account.encryption_place = context.place(encryption->at);
        account.encryption_path = form::path_of(path, "encryption");
    }
    auto finish_parts = [&](std::string_view name, auto& parts) {
        finish_each(node, path, name, parts, [&](const Node& item, const std::string& item_path, auto& part) {
            finish(context, item, item_path, part);
        });
    };
    finish_parts("keys", account.keys);
    finish_parts("sign_keys", account.sign_keys);
    finish_parts("encryption_keys", account.encryption_keys);
    finish_each(node, path, "lines", account.lines, [&](const Node& item, const std::string& item_path, auto& line) {
        finish(context, item, item_path, line, account.account.country);
    });
    finish_parts("robots", account.robots);
    finish_parts("robot_groups", account.robot_groups);
    finish_parts("strategies", account.strategies);
    finish_parts("webhooks", account.webhooks);
    finish_parts("routes", account.routes);
    auto zone = Zone::find(account.account.zone);
    if (!zone) return account;  // told before; what the dates of a list mean is not known
    for (auto [name, lists] : {std::pair("dnc_lists", &account.dnc_lists), std::pair("consents", &account.consents)}) {
        finish_each(node, path, name, *lists, [&](const Node& item, const std::string& item_path, auto& list) {
            finish(context, item, item_path, list, *zone);
        });
    }
    return account;
}

}  // namespace tiller::setup
