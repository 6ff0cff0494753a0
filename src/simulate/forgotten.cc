#include "simulate/forgotten.h"

#include <fmt/format.h>

#include "store/line_holds.h"
#include "store/observed.h"

namespace tiller::simulate {
namespace {

// A line that was refused again and again rests for up to a minute.
constexpr Millis kPatience{70'000};
constexpr Millis kOverdue{5'000};
constexpr int64_t kLookedAt = 30;  // numbers of a task at one look

}  // namespace

void Forgotten::look(store::Db& db) {
    std::set<Callee> unsettled;
    std::map<int64_t, int> untold;  // calls that are over on the wire, and not on disk, by line
    for (auto& [id, call] : facts_.calls) {
        unsettled.emplace(call.account, call.callee);
        untold[call.line] += !call.up;
    }
    idle_.clear();
    Instant now = clock_.now();
    for (auto& [key, task] : facts_.tasks) {
        if (task.told || task.stopped || task.paused || task.doubtful || now < task.start || now >= task.end) continue;
        // A line that refused us too often is held, until somebody looks after it.
        if (store::find_line_hold(db, task.line)) continue;
        LineFacts& line = facts_.lines[task.line];
        // A node that takes a line over knows of the calls that another one left there what the store knows.
        int up = line.up + (facts_.scenario.nodes > 1 ? untold[task.line] : 0);
        if (up < line.config.max_channels && !line.doubtful) look_for_due(db, task, line, unsettled);
        look_for_put_off(db, task);
    }
    for (auto& [key, line] : facts_.lines) {
        if (!idle_.contains(key)) line.idle_since.reset();
    }
}

void Forgotten::look_for_due(store::Db& db, const TaskFacts& task, LineFacts& line, const std::set<Callee>& unsettled) {
    Instant by = clock_.now() - kOverdue;
    for (const auto& number : store::observed::due_numbers(db, task.account, task.key, by, kLookedAt)) {
        if (unsettled.contains({task.account, number.callee}) || !idle_.insert(task.line).second) continue;
        if (!line.idle_since) line.idle_since = clock_.steady();
        if (clock_.steady() - *line.idle_since < kPatience) continue;
        facts_.complain(8, fmt::format("{} is due in task {} at {}, its line is free, and nobody calls", number.callee,
                                       task.key, to_rfc3339_ms(clock_.now())));
    }
}

void Forgotten::look_for_put_off(store::Db& db, const TaskFacts& task) {
    Instant now = clock_.now();
    // What was put off by a clock that was ahead, or by other rules, is not looked into.
    if (facts_.rules_changed || facts_.latest_wall > now) return;
    for (const auto& late : store::observed::later_numbers(db, task.account, task.key, now + kOverdue, kLookedAt)) {
        auto known = task.numbers.find(late.callee);
        if (known == task.numbers.end()) continue;
        const NumberFacts& number = known->second;
        Instant due = number.invites + number.unsent == 0
                          ? task.start
                          : number.last_end + std::chrono::minutes(task.rule.repeat_interval);
        if (due > now ||
            !guard_.allows_between(task.account, known->first, now, now + Millis(1), GuardRules::Open::counts))
            continue;
        facts_.complain(8, fmt::format("{} in task {} is put off to {}, and at {} nothing forbids to call",
                                       known->first, task.key, to_rfc3339_ms(late.due), to_rfc3339_ms(now)));
    }
}

void Forgotten::disturbed() {
    for (auto& [key, line] : facts_.lines) line.idle_since.reset();
}

void Forgotten::count_refusals(store::Db& db) {
    struct Kind {
        std::string_view rule;
        Seen put_off, refused;
    };
    static constexpr Kind kKinds[] = {{"simulated.hours", Seen::put_off_by_hours, Seen::blocked_by_hours},
                                      {"simulated.cap", Seen::put_off_by_cap, Seen::blocked_by_cap},
                                      {"simulated.cool_down", Seen::put_off_by_cool_down, Seen::blocked_by_cool_down},
                                      {"simulated.do_not_call", Seen::kept_by_dnc, Seen::kept_by_dnc}};
    for (const auto& refusal : store::observed::list_refusals(db)) {
        for (auto& kind : kKinds) {
            if (refusal.rule.starts_with(kind.rule))
                facts_.coverage.count(refusal.is_final ? kind.refused : kind.put_off);
        }
    }
}

}  // namespace tiller::simulate
