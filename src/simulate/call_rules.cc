#include "simulate/call_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tiller::simulate {
namespace {

constexpr Millis kSecond{1'000};
// A line that was refused again and again rests for up to a minute.
constexpr Millis kPatience{70'000};
constexpr Millis kOverdue{5'000};

constexpr OutcomeSet kNeverRepeated = bit(Outcome::answered) | bit(Outcome::rejected) | bit(Outcome::invalid_number) |
                                      bit(Outcome::dnc) | bit(Outcome::blocked) | bit(Outcome::cancelled) |
                                      bit(Outcome::expired);

std::string name_of(const store::Call& call) {
    return fmt::format("call {} to {} in task {}", call.id, call.callee, call.task);
}

}  // namespace

void CallRules::invited(store::Store& store, const store::Call& call) {
    auto intent = store.read([&](store::Db& db) {
        return db.first(
            "SELECT state FROM calls WHERE account=? AND id=?", [](store::Row& r) { return r.integer(0); },
            call.account, call.id);
    });
    if (!intent) facts_.complain(1, name_of(call) + ": INVITE without an intent on disk");
    if (intent && *intent != 0) facts_.complain(1, name_of(call) + ": INVITE for a call that has ended");
    if (!facts_.call_ids.insert(call.id).second) facts_.complain(1, name_of(call) + ": second INVITE");

    auto task = facts_.tasks.find(call.task);
    auto line = facts_.lines.find(call.line);
    if (task == facts_.tasks.end() || line == facts_.lines.end() || !task->second.numbers.contains(call.callee))
        return facts_.complain(5, name_of(call) + ": nobody ordered it");
    NumberFacts& number = task->second.numbers[call.callee];
    check_number(task->second, number, call);
    check_moment(task->second, number, call);
    check_line(line->second, call);
    ++number.invites;
    number.call = call.id;
    ++facts_.up[call.callee];
    facts_.calls[call.id] = {.task = call.task, .line = call.line, .callee = call.callee};
}

void CallRules::check_number(const TaskFacts& task, const NumberFacts& number, const store::Call& call) {
    int most = task.rule.repeat_num + 1;
    if (number.invites >= most || call.attempt > most)
        facts_.complain(2, fmt::format("{}: attempt {} of at most {}", name_of(call), call.attempt, most));
    if (facts_.up[call.callee] > 0) facts_.complain(2, name_of(call) + ": the number is on the wire already");
    if (number.done) facts_.complain(5, name_of(call) + ": called after its final outcome was told");
    if (number.invites == 0) return;
    bool repeats = contains(task.rule.repeat_on, number.last) ||
                   (number.last == Outcome::unknown && facts_.lines[task.line].config.repeat_unknown);
    if (!repeats || contains(kNeverRepeated, number.last))
        facts_.complain(2, fmt::format("{}: called again after {}", name_of(call), to_name(number.last)));
    if (clock_.now() < number.last_end + std::chrono::minutes(task.rule.repeat_interval))
        facts_.complain(2, name_of(call) + ": called again before its interval is over");
}

void CallRules::check_moment(const TaskFacts& task, const NumberFacts& number, const store::Call& call) {
    Instant now = clock_.now();
    if (now < task.start || now >= task.end)
        facts_.complain(3, fmt::format("{}: at {}, outside its window {} to {}", name_of(call), to_rfc3339_ms(now),
                                       to_rfc3339_ms(task.start), to_rfc3339_ms(task.end)));
    if (facts_.dnc.contains(call.callee)) facts_.complain(3, name_of(call) + ": on the do-not-call list");
    if (task.stopped) facts_.complain(7, name_of(call) + ": its task was stopped");
    if (task.paused && !task.doubtful) facts_.complain(7, name_of(call) + ": its task is paused");
    if (number.cancelled) facts_.complain(7, name_of(call) + ": its number was cancelled");
}

void CallRules::check_line(LineFacts& line, const store::Call& call) {
    Millis now = clock_.steady();
    if (++line.up > line.config.max_channels)
        facts_.complain(
            4, fmt::format("{}: {} calls on a line of {} channels", name_of(call), line.up, line.config.max_channels));
    std::erase_if(line.starts, [&](Millis start) { return start <= now - kSecond; });
    line.starts.push_back(now);
    line.idle_since.reset();
    auto most = static_cast<size_t>(std::ceil(line.config.max_calls_per_second));
    if (line.starts.size() > most)
        facts_.complain(4, fmt::format("{}: {} new calls within a second on a line of {}", name_of(call),
                                       line.starts.size(), line.config.max_calls_per_second));
}

void CallRules::ended(const store::Call& call) {
    auto known = facts_.calls.find(call.id);
    if (known == facts_.calls.end()) return;
    known->second.up = false;
    known->second.outcome = call.outcome;
    --facts_.up[call.callee];
    --facts_.lines[call.line].up;
}

void CallRules::process_died() {
    facts_.up.clear();
    for (auto& [key, line] : facts_.lines) line.up = 0;
    for (auto& [id, call] : facts_.calls) {
        call.up = false;
        call.orphaned = true;
    }
    disturbed();
}

void CallRules::look(store::Db& db) {
    for (auto it = facts_.calls.begin(); it != facts_.calls.end();) {
        CallFacts& call = it->second;
        if (call.up) {
            ++it;
            continue;
        }
        struct Saved {
            bool ended;
            Outcome outcome;
            Instant at;
        };
        auto saved = db.first(
            "SELECT state, outcome, ended FROM calls WHERE account=? AND id=?",
            [](store::Row& r) {
                return Saved{r.integer(0) == 1, static_cast<Outcome>(r.integer(1)), r.instant(2)};
            },
            facts_.account, it->first);
        if (!saved) {
            facts_.complain(1, fmt::format("call {} to {} has left no trace on disk", it->first, call.callee));
            it = facts_.calls.erase(it);
            continue;
        }
        if (!saved->ended) {
            ++it;
            continue;
        }
        bool as_told = saved->outcome == call.outcome;
        if (!as_told && !(call.orphaned && saved->outcome == Outcome::unknown))
            facts_.complain(5, fmt::format("call {} to {} ended as {}, on disk it is {}", it->first, call.callee,
                                           to_name(call.outcome), to_name(saved->outcome)));
        NumberFacts& number = facts_.tasks[call.task].numbers[call.callee];
        number.last = saved->outcome;
        number.last_end = saved->at;
        it = facts_.calls.erase(it);
    }
}

void CallRules::look_for_forgotten(store::Db& db) {
    std::set<std::string> unsettled;
    for (auto& [id, call] : facts_.calls) unsettled.insert(call.callee);
    std::set<int64_t> idle;  // lines that could call somebody
    for (auto& [key, task] : facts_.tasks) {
        LineFacts& line = facts_.lines[task.line];
        Instant now = clock_.now();
        if (task.told || task.stopped || task.paused || task.doubtful || now < task.start || now >= task.end) continue;
        if (line.up >= line.config.max_channels) continue;
        db.query(
            "SELECT callee FROM numbers WHERE account=? AND task=? AND state=0 AND due<=? LIMIT 30",
            [&, task_key = key](store::Row& r) {
                if (unsettled.contains(r.string(0)) || !idle.insert(task.line).second) return;
                if (!line.idle_since) line.idle_since = clock_.steady();
                if (clock_.steady() - *line.idle_since < kPatience) return;
                facts_.complain(
                    8, fmt::format("{} is due in task {}, its line is free, and nobody calls", r.text(0), task_key));
            },
            facts_.account, key, now - kOverdue);
    }
    for (auto& [key, line] : facts_.lines) {
        if (!idle.contains(key)) line.idle_since.reset();
    }
}

void CallRules::disturbed() {
    for (auto& [key, line] : facts_.lines) line.idle_since.reset();
}

}  // namespace tiller::simulate
