#include <fmt/format.h>

#include <algorithm>

#include "simulate/local_time.h"
#include "simulate/scenario_draws.h"

namespace tiller::simulate {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// The numbers of all plans.
std::vector<std::string> pool_of(const Scenario& s) {
    std::vector<std::string> pool;
    for (auto& plan : s.plans) pool.insert(pool.end(), plan.callees.begin(), plan.callees.end());
    std::sort(pool.begin(), pool.end());
    pool.erase(std::unique(pool.begin(), pool.end()), pool.end());
    return pool;
}

std::vector<std::string> draw_callees(Dice& dice, const std::vector<std::string>& pool) {
    std::vector<std::string> callees;
    for (auto& callee : pool) {
        if (dice.chance(0.5)) callees.push_back(callee);
    }
    if (callees.empty()) callees.push_back(pool.front());
    return callees;
}

/// Another customer of the same server, who calls the same people.
void add_account(Scenario& s, Dice& dice, const std::vector<std::string>& pool) {
    static const std::vector<std::string> kZones = {"America/New_York", "Europe/London", "Asia/Jakarta"};
    AccountDraw account{.zone = dice.chance(0.5) ? s.accounts[0].zone : dice.pick(kZones), .guard = dice.chance(0.7)};
    s.accounts.push_back(account);
    s.lines.push_back({draw_line(dice), 1});
    PlanDraw plan{.name = "the other's plan", .strategy = draw_strategy(dice), .date = s.plans[0].date};
    plan.line = s.lines.size() - 1;
    plan.callees = draw_callees(dice, pool);
    plan.ordered_at = dice.between(Millis(0), minutes(20));
    s.plans.push_back(std::move(plan));
    if (dice.chance(0.5)) {
        s.receivers.push_back(draw_receiver(dice, 9));
        s.receivers.back().account = 1;
    }
}

void add_task(Scenario& s, Dice& dice, const std::vector<std::string>& pool) {
    TaskDraw task{.name = fmt::format("task {}", s.tasks.size() + 1), .date = s.plans[0].date};
    task.rule = draw_strategy(dice).rounds[0];
    task.rule.day_offset = 0;
    task.line = static_cast<size_t>(dice.between(0, static_cast<int64_t>(s.lines.size()) - 1));
    task.callees = draw_callees(dice, pool);
    task.ordered_at = dice.between(Millis(0), minutes(40));
    s.tasks.push_back(std::move(task));
}

/// Some of the people live elsewhere.
void move_people(Scenario& s, const std::vector<std::string>& prefixes) {
    auto move = [&](std::string& callee) {
        auto number = std::stoul(callee.substr(callee.size() - 4));
        callee = fmt::format("{}{:07}", prefixes[number / 2 % prefixes.size()], number);
    };
    for (auto& plan : s.plans) std::for_each(plan.callees.begin(), plan.callees.end(), move);
    for (auto& task : s.tasks) std::for_each(task.callees.begin(), task.callees.end(), move);
    std::for_each(s.dnc.begin(), s.dnc.end(), move);
}

void add_guard(Scenario& s, Dice& dice) {
    std::vector<std::string> prefixes;
    for (auto& region : regions()) {
        if (dice.chance(0.4)) prefixes.push_back(region.prefix);
    }
    if (prefixes.empty()) prefixes.push_back(regions().front().prefix);
    move_people(s, prefixes);
    s.guards[0] = draw_guard(dice, s.plans[0].date, prefixes);
    if (dice.chance(0.2)) s.guards.push_back(draw_guard(dice, s.plans[0].date, prefixes));
}

void add_line_changes(Scenario& s, Dice& dice) {
    for (int64_t n = dice.between(1, 4); n > 0; --n) {
        Trouble trouble{.kind = TroubleKind::line_change, .at = dice.between(Millis(0), hours(6))};
        trouble.pick = static_cast<uint64_t>(dice.between(0, 1'000'000));
        s.troubles.push_back(trouble);
    }
}

/// Clients who change their minds in the first minutes of a window, when many numbers are due or on the wire.
void add_early_clients(Scenario& s, Dice& dice) {
    for (auto& plan : s.plans) {
        Instant opens = LocalTime(s.account_of(plan.line).zone).first_at(plan.date, plan.strategy.rounds[0].start);
        Millis begins = std::max(opens - s.start, plan.ordered_at);
        for (auto kind : {TroubleKind::pause_task, TroubleKind::cancel_number, TroubleKind::cancel_plan_number}) {
            if (dice.chance(0.6)) continue;
            Trouble trouble{.kind = kind, .at = begins + dice.between(seconds(1), minutes(3))};
            trouble.lasts = dice.between(minutes(1), minutes(20));
            trouble.pick = 3 * static_cast<uint64_t>(dice.between(0, 300'000));  // one on the wire, if any
            s.troubles.push_back(trouble);
        }
    }
}

/// What a client was told holds over a restart: the power goes soon after some of their writes.
void add_kills_after_clients(Scenario& s, Dice& dice) {
    for (auto& trouble : std::vector<Trouble>(s.troubles)) {
        if (trouble.kind < TroubleKind::stop_plan || dice.chance(0.6)) continue;
        Trouble kill{.kind = TroubleKind::kill, .at = trouble.at + dice.between(Millis(0), seconds(20))};
        kill.lasts = dice.between(seconds(1), seconds(10));
        kill.pick = dice.chance(0.5) ? 0 : static_cast<uint64_t>(dice.between(1, 20));
        kill.after = dice.chance(0.5);
        s.troubles.push_back(kill);
    }
}

}  // namespace

void draw_more(Scenario& s) {
    SeededRandom random(s.seed ^ 0x9e3779b97f4a7c15u);
    Dice dice(random);
    auto pool = pool_of(s);
    if (dice.chance(0.4)) add_account(s, dice, pool);
    for (int64_t n = dice.chance(0.5) ? dice.between(1, 2) : 0; n > 0; --n) add_task(s, dice, pool);
    if (dice.chance(0.6)) add_guard(s, dice);
    if (dice.chance(0.4)) s.opt_outs = 0.1;
    if (dice.chance(0.3)) add_line_changes(s, dice);
    for (auto& trouble : s.troubles) {
        if (trouble.kind == TroubleKind::kill && dice.chance(0.3)) trouble.again = dice.between(1, 30);
    }
    add_early_clients(s, dice);
    add_kills_after_clients(s, dice);
    for (auto& trouble : s.troubles) trouble.at_flush = trouble.kind == TroubleKind::kill && dice.chance(0.4);
    for (auto& receiver : s.receivers) {
        if (!dice.chance(0.05)) continue;
        receiver.fails = 1.0;  // dead for longer than five days
        receiver.well_after = hours(200);
    }
}

}  // namespace tiller::simulate
