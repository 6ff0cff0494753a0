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

std::string describe(const Scenario& scenario) {
    static constexpr std::array kNames = {"kill",      "disk full",      "slow disk", "clock jump", "stop plan",
                                          "stop task", "cancel in plan", "cancel",    "pause",      "do-not-call"};
    std::string out = fmt::format("seed {} in {} from {}, {} lines, {} receivers\n", scenario.seed, scenario.zone,
                                  to_rfc3339_ms(scenario.start), scenario.lines.size(), scenario.receivers.size());
    for (auto& plan : scenario.plans) {
        out += fmt::format("  plan \"{}\" on {}, {} rounds, {} numbers, line {}, ordered at +{} s\n", plan.name,
                           format_date(plan.date), plan.strategy.rounds.size(), plan.callees.size(), plan.line + 1,
                           plan.ordered_at.count() / 1000);
        for (auto& round : plan.strategy.rounds)
            out += fmt::format("    day {} {} to {}, {} repeats, {} min apart\n", round.day_offset,
                               format_time_of_day(round.start), format_time_of_day(round.end), round.repeat_num,
                               round.repeat_interval);
    }
    for (auto& t : scenario.troubles)
        out += fmt::format("  +{} s: {} lasts {} ms by {} ms, pick {}{}{}\n", t.at.count() / 1000,
                           kNames[static_cast<size_t>(t.kind)], t.lasts.count(), t.by.count(), t.pick,
                           t.after ? ", after" : "", t.torn ? ", torn" : "");
    return out;
}

}  // namespace tiller::simulate
