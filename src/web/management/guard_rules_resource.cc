// The rules of the guard, and what they would do to a list.
#include "base/json/json.h"
#include "form/json.h"
#include "guard/number_list.h"
#include "guard/preview.h"
#include "web/management/document.h"
#include "web/management/filters.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

/// Bit by bit, as a rule has its services.
struct AsServices {
    static form::Value to(uint32_t services) {
        form::Value::List words;
        for (size_t i = 0; i < kServiceNames.size(); ++i) {
            if (services & (1u << i)) words.emplace_back(kServiceNames[i]);
        }
        return words;
    }
    static void from(const form::Value&, const uint32_t&) {}  // told only
};

form::Form<guard::Source> source_form() {
    using guard::Source;
    return form::Form<Source>()
        .text("law", &Source::law, {.required = true})
        .text("section", &Source::section, {.required = true})
        .text("url", &Source::url, {.required = true})
        .text("date", &Source::date, {.required = true, .about = "since when it holds"});
}

const form::Form<guard::Rule>& rule_form() {
    using guard::Rule;
    static const auto form = [] {
        form::Field service{.type = form::Type::choice};
        service.words.assign(kServiceNames.begin(), kServiceNames.end());
        form::Field services{.required = true, .item = std::make_shared<const form::Field>(std::move(service))};
        return form::Form<Rule>()
            .text("id", &Rule::id, {.required = true})
            .integer("version", &Rule::version, {.required = true})
            .text("title", &Rule::title, {.required = true})
            .flag("enabled", &Rule::enabled, {.required = true})
            .text("country", &Rule::country, {.required = true, .about = "ISO 3166; empty: all"})
            .put("services", form::Type::list, std::move(services), &Rule::services, AsServices())
            .texts("prefixes", &Rule::prefixes, {},
                   {.required = true, .about = "such as `+1305`; empty: all of the country"})
            .object("source", &Rule::source, source_form(), {.required = true});
    }();
    return form;
}

std::string to_document(const guard::Rule& rule) { return form::to_json(rule_form(), rule); }

/// Those of the server that runs; else the built-in ones.
std::shared_ptr<const guard::Rules> rules_of(const RequestContext& ctx) {
    if (ctx.shared.outside.running) return ctx.shared.outside.running->rules;
    auto rules = guard::load_rules("");
    if (!rules) throw Refusal{to_response(rules.error())};
    return *rules;
}

bool flag(const RequestContext& ctx, std::string_view name) {
    auto parse = [](std::string_view word) -> std::optional<bool> {
        if (word == "0" || word == "1") return word == "1";
        return std::nullopt;
    };
    return filter(ctx, name, parse, "0 or 1").value_or(false);
}

/// The body is a list of numbers (guard/number_list.h). Nothing is changed.
http::Response preview(const RequestContext& ctx) {
    auto zone = Zone::find(ctx.account.zone);
    if (!zone) return problem(500, zone.error().message);
    auto parse_time = [&](std::string_view text) { return zone->parse(text); };
    std::string_view rule = "YYYY-MM-DD HH:MM:SS, or RFC 3339";
    Instant at = filter(ctx, "at", parse_time, rule).value_or(ctx.now());
    auto window_end = filter(ctx, "window_end", parse_time, rule);
    auto list = guard::read_number_list(ctx.request.body, *zone);
    std::vector<guard::PreviewRow> rows;
    for (auto& row : list.rows) rows.push_back({std::move(row.number), "{}"});
    auto rules = rules_of(ctx);
    guard::PreviewQuestion question{.account = ctx.account,
                                    .at = at,
                                    .window_end = window_end,
                                    .dnc_switch = flag(ctx, "dnc_switch"),
                                    .first_words = std::nullopt};
    auto result =
        ctx.shared.outside.store.read([&](store::Db& db) { return guard::preview(db, *rules, question, rows); });
    JsonWriter more;
    more.begin_object();
    more.field("wrong", list.wrong);
    more.key("faults");
    more.begin_array();
    for (const std::string& fault : list.faults) more.value(fault);
    more.end_array();
    more.end_object();
    return {.body = merge_patch(guard::to_json(result, *zone), more.take())};
}

}  // namespace

Resource guard_rules_resource() {
    return with_form(rule_form().fields(), {.name = "guard-rules",
                                            .noun = "rule",
                                            .id_field = "id",
                                            .in_account = false,
                                            .find = [](store::Db&, const RequestContext& ctx,
                                                       const std::string& id) -> std::optional<std::string> {
                                                auto rules = rules_of(ctx);
                                                for (const guard::Rule& rule : rules->all()) {
                                                    if (rule.id == id) return to_document(rule);
                                                }
                                                return std::nullopt;
                                            },
                                            .list =
                                                [](store::Db&, const RequestContext& ctx, const ListQuery& query) {
                                                    std::vector<Item> all;
                                                    auto rules = rules_of(ctx);
                                                    for (const guard::Rule& rule : rules->all())
                                                        all.push_back({rule.id, to_document(rule)});
                                                    return page_of(std::move(all), query);
                                                }});
}

void add_guard_preview(http::Router& router, const SharedStatePtr& shared) {
    // It changes nothing, so whoever may look may ask.
    router.add("POST", "/admin/v1/guard-rules/preview",
               page_handler(shared, {.in_account = true, .while_draining = true}, preview));
}

}  // namespace tiller::management
