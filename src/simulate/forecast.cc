#include "simulate/forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "simulate/world.h"
#include "store/observed.h"

namespace tiller::simulate {
namespace {

using Hours = std::chrono::hours;

int64_t& of(OutcomeCounts& counts, Outcome outcome) { return counts[static_cast<size_t>(outcome)]; }

void add_rounds(Forecast& out, World& world) {
    for (auto& [key, task] : world.facts().tasks) {
        RoundForecast round{.plan = world.facts().plans[task.plan].draw->name,
                            .round = static_cast<int>(task.round) + 1,
                            .start = task.start,
                            .end = task.end,
                            .numbers = static_cast<int64_t>(task.numbers.size())};
        for (auto& [callee, number] : task.numbers) round.dialed += number.invites > 0;
        for (auto& record : world.records()) round.calls += record.task == key;
        auto counts = world.store().read([&, account = task.account, task_key = key](store::Db& db) {
            return store::counts(db, account, task_key, store::CountKind::outcome);
        });
        for (auto& [word, n] : counts) of(round.outcomes, parse_outcome(word).value_or(Outcome::none)) += n;
        round.reached = of(round.outcomes, Outcome::answered);
        out.rounds.push_back(std::move(round));
    }
}

/// Channel time of a call, shared out over the hours that it touches.
void add_channel_time(std::map<Instant, HourForecast>& hours, Instant from, Instant to) {
    while (from < to) {
        Instant hour = std::chrono::floor<Hours>(from), next = std::min<Instant>(to, hour + Hours(1));
        hours[hour].channels += static_cast<double>((next - from).count()) / 3'600'000.0;
        from = next;
    }
}

void add_hours(Forecast& out, World& world) {
    std::map<Instant, HourForecast> hours;
    std::set<std::string> reached;
    std::vector<Instant> when;
    auto records = world.records();
    std::sort(records.begin(), records.end(), [](auto& a, auto& b) { return a.ended < b.ended; });
    for (auto& record : records) {
        HourForecast& hour = hours[std::chrono::floor<Hours>(record.at)];
        ++hour.calls;
        ++of(hour.outcomes, record.outcome);
        add_channel_time(hours, record.at, record.ended);
        if (record.outcome != Outcome::answered || !reached.insert(record.callee).second) continue;
        ++hours[std::chrono::floor<Hours>(record.ended)].reached;
        when.push_back(record.ended);
    }
    for (auto& [start, hour] : hours) {
        hour.start = start;
        hour.reached_so_far = (out.hours.empty() ? 0 : out.hours.back().reached_so_far) + hour.reached;
        out.hours.push_back(hour);
    }
    out.calls = static_cast<int64_t>(records.size());
    out.reached = static_cast<int64_t>(reached.size());
    if (!when.empty()) {
        out.half = when[(when.size() - 1) / 2];
        out.last = when.back();
    }
}

}  // namespace

Result<Forecast> forecast(const Scenario& scenario) {
    World world(scenario);
    world.run();
    if (!world.violations().empty())
        return internal_error("the simulation broke a rule of the dialer: " + world.violations()[0].what);
    Forecast out{.zone = scenario.accounts[0].zone};
    for (auto& line : scenario.lines) out.channels += line.config.max_channels;
    add_rounds(out, world);
    add_hours(out, world);
    for (const auto& refusal : world.store().read([](store::Db& db) { return store::observed::list_refusals(db); })) {
        ++(refusal.is_final ? out.refused : out.put_off)[refusal.rule];
    }
    for (auto& [key, plan] : world.facts().plans) {
        out.numbers += static_cast<int64_t>(plan.numbers.size());
        for (auto& [callee, number] : plan.numbers) ++of(out.outcomes, number.last);
    }
    return out;
}

}  // namespace tiller::simulate
