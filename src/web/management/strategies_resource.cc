#include <fmt/format.h>

#include "base/text.h"
#include "form/json.h"
#include "model/wire_code.h"
#include "setup/forms.h"
#include "setup/installed_setup.h"
#include "setup/removal.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

Commit prepare_strategy(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                        const std::string& id) {
    setup::StrategySetup setup = setup::read_whole(context, setup::strategy_form(), node, "");
    return [setup, id, account = ctx.account.key](store::Tx& tx) -> Written {
        const std::string& name = setup.strategy.name;
        if (id.empty() && store::find_strategy(tx, account, name))
            throw taken("name", name, wire_code::strategy_name_exists);
        need_robots(tx, account, setup.robots);
        store::put_strategy(tx, account, name, campaign::to_json(setup.strategy));
        return {name};
    };
}

/// The rounds of a plan that begins on `?date=`, today if it is left out.
http::Response preview(const RequestContext& ctx, const std::string& id) {
    auto zone = Zone::find(ctx.account.zone);
    if (!zone) return problem(500, zone.error().message);
    auto definition =
        ctx.shared.outside.store.read([&](store::Db& db) { return store::find_strategy(db, ctx.account.key, id); });
    if (!definition) return problem(404, fmt::format("name \"{}\": there is no such strategy", utf8_prefix(id, 64)));
    std::string text = ctx.parameter("date");
    auto date = text.empty() ? zone->date_of(ctx.now()) : parse_date(text);
    if (!date) return problem(400, fmt::format("date \"{}\" must be YYYY-MM-DD", utf8_prefix(text, 64)));
    campaign::Strategy strategy = setup::to_strategy(*definition);
    JsonWriter json;
    json.begin_object();
    json.field("strategy", strategy.name);
    json.field("date", format_date(*date));
    json.field("zone", zone->name());
    json.key("rounds");
    json.begin_array();
    int number = 0;
    for (const campaign::Round& round : strategy.rounds) {
        campaign::Window window = campaign::window_of(round, *date, *zone);
        json.begin_object();
        json.field("round", ++number);
        json.field("robot", round.robot);
        json.field("start", zone->format(window.start));
        json.field("end", zone->format(window.end));
        json.field("attempts_at_most", round.repeat_num + 1);
        json.field("is_over", window.end <= ctx.now());
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

Resource strategies_resource() {
    return with_form(
        setup::strategy_form().fields(),
        {.name = "strategies",
         .noun = "strategy",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto definition = store::find_strategy(db, ctx.account.key, id);
             if (!definition) return std::nullopt;
             return form::to_json(setup::strategy_form(), {setup::to_strategy(*definition)});
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& definition : store::list_strategies(db, ctx.account.key)) {
                     campaign::Strategy strategy = setup::to_strategy(definition);
                     all.push_back({strategy.name, form::to_json(setup::strategy_form(), {strategy})});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_strategy,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { need(setup::remove_strategy(tx, ctx.account.key, id)); },
         .actions = {{"GET",
                      "preview",
                      store::Role::viewer,
                      "The rounds of a plan that begins on a date.",
                      preview,
                      {{"date", "today unless given", R"({"type":"string","format":"date"})"}}}}});
}

}  // namespace tiller::management
