#include "simulate/check.h"

#include <fmt/format.h>

#include <array>
#include <sstream>

#include "base/text.h"
#include "simulate/world.h"

namespace tiller::simulate {

CheckReport check(const Scenario& scenario) {
    World world(scenario);
    CheckReport report{.seed = scenario.seed};
    world.run();
    for (auto& violation : world.violations())
        report.faults.push_back(fmt::format("rule {}: {}", violation.rule, violation.what));
    report.calls = world.witness().calls();
    report.kills = world.facts().kills;
    report.deliveries = world.witness().tries();
    report.age = world.age();
    report.coverage = world.facts().coverage;
    report.digest = world.witness().digest();
    return report;
}

CheckReport check_seeds(uint64_t first, const std::function<bool()>& enough,
                        const std::function<void(const CheckReport&)>& each) {
    for (uint64_t seed = first;; ++seed) {
        CheckReport report = check(draw_scenario(seed));
        each(report);
        if (!report.faults.empty() || enough()) return report;
    }
}

std::vector<uint64_t> read_seeds(std::string_view text) {
    std::vector<uint64_t> seeds;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        uint64_t seed = 0;
        if (std::istringstream(line) >> seed) seeds.push_back(seed);
    }
    return seeds;
}

namespace {

std::string describe(const GuardDraw& guard) {
    std::string out;
    for (auto& hours : guard.hours) {
        out += fmt::format("  guard: {} {} to {}{}", hours.prefix.empty() ? "all" : hours.prefix,
                           format_time_of_day(hours.start), format_time_of_day(hours.end),
                           hours.closed_on_sunday ? ", not on Sundays" : "");
        for (Date day : hours.holidays) out += ", not on " + format_date(day);
        out += "\n";
    }
    for (auto& cap : guard.caps)
        out += fmt::format("  guard: {} calls a {} in {} {}{}\n", cap.most, cap.by_debt ? "debt" : "number",
                           cap.days + cap.hours, cap.days > 0 ? "days" : "hours",
                           cap.skips_unconnected ? ", only connected ones" : "");
    for (auto& rest : guard.cool_downs)
        out += fmt::format("  guard: {} days after a conversation with a {}\n", rest.days,
                           rest.by_debt ? "debt" : "number");
    return out;
}

}  // namespace

std::string describe(const Scenario& scenario) {
    static constexpr std::array kNames = {"kill",       "kill node",   "stop node",  "disk full",      "slow disk",
                                          "clock jump", "stop plan",   "stop task",  "cancel in plan", "cancel",
                                          "pause",      "do-not-call", "line change"};
    std::string out = fmt::format("seed {} from {}\n", scenario.seed, to_rfc3339_ms(scenario.start));
    if (scenario.nodes > 1) out += fmt::format("  {} nodes\n", scenario.nodes);
    for (auto& account : scenario.accounts)
        out += fmt::format("  account in {}, guard {}\n", account.zone, account.guard ? "on" : "off");
    for (auto& line : scenario.lines)
        out += fmt::format("  line of account {}: {} channels, {} calls a second\n", line.account + 1,
                           line.config.max_channels, line.config.max_calls_per_second);
    for (auto& receiver : scenario.receivers)
        out += fmt::format("  receiver of account {}: fails {:.2f}, hangs {:.2f}, until +{} s\n", receiver.account + 1,
                           receiver.fails, receiver.hangs, receiver.well_after.count() / 1000);
    for (auto& guard : scenario.guards) out += describe(guard);
    for (auto& plan : scenario.plans) {
        out += fmt::format("  plan \"{}\" on {}, {} rounds, {} numbers, line {}, ordered at +{} s\n", plan.name,
                           format_date(plan.date), plan.strategy.rounds.size(), plan.callees.size(), plan.line + 1,
                           plan.ordered_at.count() / 1000);
        for (auto& round : plan.strategy.rounds)
            out += fmt::format("    day {} {} to {}, {} repeats, {} min apart\n", round.day_offset,
                               format_time_of_day(round.start), format_time_of_day(round.end), round.repeat_num,
                               round.repeat_interval);
    }
    for (auto& task : scenario.tasks)
        out += fmt::format("  task \"{}\" on {} {} to {}, {} repeats, {} min apart, {} numbers, line {}, at +{} s\n",
                           task.name, format_date(task.date), format_time_of_day(task.rule.start),
                           format_time_of_day(task.rule.end), task.rule.repeat_num, task.rule.repeat_interval,
                           task.callees.size(), task.line + 1, task.ordered_at.count() / 1000);
    for (auto& t : scenario.troubles)
        out += fmt::format("  +{} s: {} lasts {} ms by {} ms, pick {}{}{}{}\n", t.at.count() / 1000,
                           kNames[static_cast<size_t>(t.kind)], t.lasts.count(), t.by.count(), t.pick,
                           t.after ? ", after" : "", t.torn ? ", torn" : "", t.at_flush ? ", at a flush" : "");
    return out;
}

}  // namespace tiller::simulate
