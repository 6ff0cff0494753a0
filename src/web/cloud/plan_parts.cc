// What the names in a plan stand for: line, strategy, robots, date.
#include <fmt/format.h>

#include <algorithm>

#include "campaign/robot_choice.h"
#include "campaign/round_names.h"
#include "store/tasks.h"
#include "web/cloud/plan_request.h"

namespace tiller::cloud {
namespace {

constexpr int kDaysAhead = 5;  // today among them
constexpr std::chrono::minutes kLateStart{15};

/// Every round needs a robot that can speak.
std::optional<Fault> find_robots(store::Db& db, const Caller& caller, PlanParts& parts) {
    const auto& rounds = parts.strategy.rounds;
    for (size_t i = 0; i < rounds.size(); ++i) {
        auto robot = campaign::find_robot_choice(db, caller.account.key, rounds[i].robot, rounds[i].robot_is_group);
        if (!robot) {
            return wrong(wire_code::not_created, "Strategy", parts.strategy.name,
                         fmt::format("round {}: {}", i + 1, robot.error().message));
        }
        for (const store::Robot& member : robot->robots) parts.demands.add(db, member);
    }
    return std::nullopt;
}

std::optional<Fault> check_date(const PlanParts& parts, const Caller& caller, Instant now) {
    Date today = caller.zone.date_of(now);
    auto refused = [&](int code, std::string_view rule) { return wrong(code, "Date", format_date(parts.date), rule); };
    if (parts.date < today) return refused(wire_code::plan_date_wrong, "is past; today is " + format_date(today));
    if (today + kDaysAhead <= parts.date) {
        return refused(wire_code::plan_date_wrong,
                       "must be today or one of the next 4 days; today is " + format_date(today));
    }
    const auto& rounds = parts.strategy.rounds;
    Instant start = campaign::window_of(rounds.front(), parts.date, caller.zone).start;
    if (start + kLateStart < now) {
        return refused(wire_code::plan_date_wrong,
                       fmt::format("the first round starts at {}, over 15 minutes ago", caller.zone.format(start)));
    }
    bool all_are_over = std::ranges::all_of(
        rounds, [&](const auto& round) { return campaign::window_of(round, parts.date, caller.zone).end <= now; });
    if (all_are_over) return refused(wire_code::not_created, "all rounds of the strategy are over");
    return std::nullopt;
}

}  // namespace

std::optional<Fault> plan_name_fault(store::Db& db, int64_t account, const std::string& name) {
    if (name.empty() || !store::find_plan(db, account, name)) return std::nullopt;
    return wrong(wire_code::plan_name_exists, "PlanName", name, "there is a plan of this name");
}

std::optional<Fault> round_name_fault(store::Db& db, int64_t account, const std::string& name,
                                      const campaign::Strategy& strategy) {
    if (name.empty()) return std::nullopt;
    auto taken = campaign::taken_round_name(db, account, name, strategy.rounds.size());
    if (!taken) return std::nullopt;
    return wrong(wire_code::task_name_exists, "PlanName", name,
                 fmt::format("there is a task \"{}\", as one of its rounds would be named", *taken));
}

Checked<PlanParts> find_plan_parts(store::Db& db, const Caller& caller, const PlanRequest& request, Instant now) {
    int64_t account = caller.account.key;
    if (auto fault = plan_name_fault(db, account, request.name)) return *fault;

    PlanParts parts;
    auto line = find_usable_line(db, caller, request.line, request.dnc_switch);
    if (!line.ok()) return line.fault();
    parts.line = std::move(*line);

    auto definition = store::find_strategy(db, account, request.strategy);
    if (!definition) return wrong(wire_code::parameter_wrong, "Strategy", request.strategy, "no such strategy");
    auto strategy = campaign::strategy_from_json(*definition);
    if (!strategy || strategy->rounds.empty())
        return wrong(wire_code::not_created, "Strategy", request.strategy, "has no usable round");
    parts.strategy = std::move(*strategy);
    if (auto fault = round_name_fault(db, account, request.name, parts.strategy)) return *fault;
    if (auto fault = find_robots(db, caller, parts)) return *fault;
    if (int round = campaign::first_round_too_short(parts.strategy)) {
        return wrong(wire_code::window_too_short, "Strategy", request.strategy,
                     fmt::format("the window of round {} must be longer than its interval times its repeats", round));
    }

    parts.date = request.date.value_or(caller.zone.date_of(now));
    if (auto fault = check_date(parts, caller, now)) return *fault;
    return parts;
}

}  // namespace tiller::cloud
