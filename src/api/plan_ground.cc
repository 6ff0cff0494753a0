// What the names in a plan stand for: line, strategy, robots, date.
#include <fmt/format.h>

#include <algorithm>

#include "api/plan_request.h"
#include "campaign/robot_choice.h"
#include "campaign/round_names.h"
#include "store/tasks.h"

namespace tiller::api {
namespace {

constexpr int kTaskNameExists = 10403, kWindowTooShort = 10907;
constexpr int kDaysAhead = 5;  // today among them
constexpr std::chrono::minutes kLateStart{15};

/// Every round needs a robot that can speak.
std::optional<Fault> find_robots(store::Db& db, const Caller& caller, PlanGround& ground) {
    const auto& rounds = ground.strategy.rounds;
    for (size_t i = 0; i < rounds.size(); ++i) {
        auto robot = campaign::find_robot_choice(db, caller.account.key, rounds[i].robot, rounds[i].robot_is_group);
        if (!robot) {
            return wrong(code::kNotCreated, "Strategy", ground.strategy.name,
                         fmt::format("round {}: {}", i + 1, robot.error().message));
        }
        for (const store::Robot& member : robot->robots) ground.demands.add(db, member);
    }
    return std::nullopt;
}

std::optional<Fault> check_date(const PlanGround& ground, const Caller& caller, Instant now) {
    Date today = caller.zone.date_of(now);
    auto refused = [&](int code, std::string_view rule) { return wrong(code, "Date", format_date(ground.date), rule); };
    if (ground.date < today) return refused(code::kPlanDate, "is past; today is " + format_date(today));
    if (today + kDaysAhead <= ground.date) {
        return refused(code::kPlanDate, "must be today or one of the next 4 days; today is " + format_date(today));
    }
    const auto& rounds = ground.strategy.rounds;
    Instant start = campaign::window_of(rounds.front(), ground.date, caller.zone).start;
    if (start + kLateStart < now) {
        return refused(code::kPlanDate,
                       fmt::format("the first round starts at {}, over 15 minutes ago", caller.zone.format(start)));
    }
    bool all_are_over = std::ranges::all_of(
        rounds, [&](const auto& round) { return campaign::window_of(round, ground.date, caller.zone).end <= now; });
    if (all_are_over) return refused(code::kNotCreated, "all rounds of the strategy are over");
    return std::nullopt;
}

}  // namespace

Checked<PlanGround> find_plan_ground(store::Db& db, const Caller& caller, const PlanRequest& request, Instant now) {
    int64_t account = caller.account.key;
    if (!request.name.empty() && store::find_plan(db, account, request.name)) {
        return wrong(code::kPlanNameExists, "PlanName", request.name, "there is a plan of this name");
    }

    PlanGround ground;
    auto line = find_usable_line(db, caller, request.line, request.dnc_switch);
    if (!line.ok()) return line.fault();
    ground.line = std::move(*line);

    auto definition = store::find_strategy(db, account, request.strategy);
    if (!definition) return wrong(code::kParameterWrong, "Strategy", request.strategy, "no such strategy");
    auto strategy = campaign::strategy_from_json(*definition);
    if (!strategy || strategy->rounds.empty())
        return wrong(code::kNotCreated, "Strategy", request.strategy, "has no usable round");
    ground.strategy = std::move(*strategy);
    size_t rounds = ground.strategy.rounds.size();
    auto taken = request.name.empty() ? std::nullopt : campaign::taken_round_name(db, account, request.name, rounds);
    if (taken) {
        return wrong(kTaskNameExists, "PlanName", request.name,
                     fmt::format("there is a task \"{}\", as one of its rounds would be named", *taken));
    }
    if (auto fault = find_robots(db, caller, ground)) return *fault;
    if (int round = campaign::first_round_too_short(ground.strategy)) {
        return wrong(kWindowTooShort, "Strategy", request.strategy,
                     fmt::format("the window of round {} must be longer than its interval times its repeats", round));
    }

    ground.date = request.date.value_or(caller.zone.date_of(now));
    if (auto fault = check_date(ground, caller, now)) return *fault;
    return ground;
}

}  // namespace tiller::api
