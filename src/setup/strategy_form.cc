// `strategies` of an account.
#include <fmt/format.h>

#include "campaign/strategy_bounds.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using campaign::Include;
using campaign::Round;
using document::Node;
using form::Form;
using form::Words;

constexpr int kWindowTooShort = 10907;  // docs/contract/errors.md

const Form<Include>& include_form() {
    static const auto form =
        Form<Include>()
            .outcomes("outcomes", &Include::outcomes, {.about = "last outcomes with which a number takes part"})
            .texts("intentions", &Include::intentions, {.longest = 16},
                   {.about = "one capital letter each: intentions with which it takes part, too"});
    return form;
}

/// Absent: the default.
struct AsInclude {
    static form::Value to(const Include& include) {
        return include.is_default ? form::Value() : form::Value(include_form().to_map(include));
    }
    static void from(const form::Value& value, Include& include) {
        auto* map = value.as<form::Value::Map>();
        if (!map) return;
        include = {.is_default = false};
        include_form().take(include, *map);
    }
};

Form<Round> round_form() {
    return Form<Round>()
        .name("robot", &Round::robot, {.required = true, .longest = 64, .about = "its name, or a group's"})
        .choice("robot_method", &Round::robot_is_group, Words<bool>{{"single", false}, {"group", true}},
                {.about = "`group`: `robot` is one of `robot_groups`"})
        .leave_out("robot_method", [](const Round& round) { return !round.robot_is_group; })
        .integer("day_offset", &Round::day_offset,
                 {.least = 0, .most = campaign::kMostDayOffset, .about = "days after the plan's first"})
        .time_of_day("start", &Round::start, {.required = true, .example = "09:00"})
        .time_of_day("end", &Round::end, {.required = true, .example = "12:00"})
        .integer("repeat_interval", &Round::repeat_interval,
                 {.least = 0, .most = campaign::kMostRepeatMinutes, .about = "minutes between tries"})
        .integer("repeat_num", &Round::repeat_num,
                 {.least = 0, .most = campaign::kMostRepeats, .about = "further tries of a number"})
        .outcomes("repeat_on", &Round::repeat_on, {.about = "outcomes after which a number is tried again"})
        .put("include", form::Type::object,
             {.about = "which numbers of the rounds before take part; without it, those that nobody answered",
              .inner = std::make_shared<const form::Fields>(include_form().fields())},
             &Round::include, AsInclude());
}

}  // namespace

const Form<StrategySetup>& strategy_form() {
    static const auto form =
        Form<StrategySetup>()
            .name("name", [](auto& setup) -> auto& { return setup.strategy.name; },
                  {.required = true, .longest = campaign::kLongestStrategyName})
            .objects("rounds", [](auto& setup) -> auto& { return setup.strategy.rounds; }, round_form(), "",
                     {.fewest = 1, .longest = campaign::kMostRounds, .about = "see [strategies](strategies.md)"});
    return form;
}

void finish(SetupContext& context, const Node& node, const std::string& path, StrategySetup& setup) {
    const Node* rounds = node.find("rounds");
    for (size_t i = 0; i < setup.strategy.rounds.size(); ++i) {
        MapReader map(context, rounds->items[i], fmt::format("{}[{}]", form::path_of(path, "rounds"), i));
        const Round& round = setup.strategy.rounds[i];
        setup.robots.push_back(mention(map, round.robot, round.robot_is_group));
    }
    // The rules between values would be told wrongly of values that could not be read.
    if (!is_well_formed(context, strategy_form().fields(), node)) return;
    MapReader map(context, node, path);
    auto faults = campaign::faults(setup.strategy);
    for (const std::string& fault : faults) map.rule_fault(fault);
    if (int number = faults.empty() ? campaign::first_round_too_short(setup.strategy) : 0) {
        const Round& round = setup.strategy.rounds[static_cast<size_t>(number) - 1];
        map.rule_fault(fmt::format("rounds[{}]: the window must be longer than its repeats take, {} x {} minutes",
                                   number - 1, round.repeat_num, round.repeat_interval),
                       kWindowTooShort);
    }
}

}  // namespace tiller::setup
