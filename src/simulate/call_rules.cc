#include "simulate/call_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "store/observed.h"

namespace tiller::simulate {
namespace {

constexpr Millis kSecond{1'000};
// A disk may take as long to flush an intent: what the guard looked at is as old as that.
constexpr Millis kLongestCommit{30'000};

constexpr OutcomeSet kNeverRepeated = bit(Outcome::answered) | bit(Outcome::rejected) | bit(Outcome::invalid_number) |
                                      bit(Outcome::dnc) | bit(Outcome::blocked) | bit(Outcome::cancelled) |
                                      bit(Outcome::expired);

std::string name_of(const store::Call& call) {
    return fmt::format("call {} to {} in task {}", call.id, call.callee, call.task.value_or(0));
}

}  // namespace

void CallRules::invited(store::Store& store, const store::Call& call, size_t node) {
    auto intent = store.read([&](store::Db& db) { return store::observed::find_call(db, call.account, call.id); });
    if (!intent) facts_.complain(1, name_of(call) + ": INVITE without an intent on disk");
    if (intent && intent->has_ended) facts_.complain(1, name_of(call) + ": INVITE for a call that has ended");
    if (!facts_.call_ids.insert(call.id).second) facts_.complain(1, name_of(call) + ": second INVITE");

    auto task = facts_.tasks.find(call.task.value_or(0));
    auto line = facts_.lines.find(call.line);
    if (task == facts_.tasks.end() || line == facts_.lines.end() || !task->second.numbers.contains(call.callee))
        return facts_.complain(5, name_of(call) + ": nobody ordered it");
    NumberFacts& number = task->second.numbers[call.callee];
    check_number(task->second, number, call);
    check_moment(task->second, number, call);
    check_guard(call);
    check_line(line->second, call);
    if (++number.invites > 1) facts_.coverage.count(Seen::attempt_repeated);
    guard_.called(call);
    for (auto& [account, known] : facts_.accounts) {
        auto other = facts_.up.find({account, call.callee});
        if (account != call.account && other != facts_.up.end() && other->second > 0)
            facts_.coverage.count(Seen::called_by_two_accounts);
    }
    ++facts_.up[{call.account, call.callee}];
    facts_.calls[call.id] = {.account = call.account,
                             .task = *call.task,
                             .line = call.line,
                             .node = node,
                             .callee = call.callee,
                             .opts_out = false};
    auto is_of_another = [&](auto& other) { return other.second.up && other.second.node != node; };
    if (std::any_of(facts_.calls.begin(), facts_.calls.end(), is_of_another))
        facts_.coverage.count(Seen::called_by_two_nodes);
}

void CallRules::check_number(const TaskFacts& task, const NumberFacts& number, const store::Call& call) {
    int most = task.rule.repeat_num + 1;
    if (number.invites >= most || *call.attempt > most)
        facts_.complain(2, fmt::format("{}: attempt {} of at most {}", name_of(call), *call.attempt, most));
    if (facts_.up[{call.account, call.callee}] > 0)
        facts_.complain(2, name_of(call) + ": the number is on the wire already");
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
    if (task.stopped) facts_.complain(7, name_of(call) + ": its task was stopped");
    if (task.paused && !task.doubtful) facts_.complain(7, name_of(call) + ": its task is paused");
    if (number.cancelled) facts_.complain(7, name_of(call) + ": its number was cancelled");
}

/// By the moment of the intent: that is when the guard was asked.
void CallRules::check_guard(const store::Call& call) {
    if (!facts_.accounts.at(call.account).draw->guard) return;
    if (clock_.now() - call.intended > kLongestCommit)
        facts_.complain(3, name_of(call) + ": the guard was asked too long before");
    if (facts_.dnc.contains({call.account, call.callee})) facts_.complain(3, name_of(call) + ": on a do-not-call list");
    if (auto why = guard_.forbids(call.account, call.callee, call.intended); !why.empty())
        facts_.complain(3, fmt::format("{}: at {}, {}", name_of(call), to_rfc3339_ms(call.intended), why));
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
    known->second.opts_out = call.opt_out;
    --facts_.up[{call.account, call.callee}];
    --facts_.lines[call.line].up;
    if (clock_.now() >= facts_.tasks[*call.task].end) facts_.coverage.count(Seen::call_over_window_end);
}

void CallRules::cut_off(CallFacts& call) {
    if (call.up) {
        facts_.coverage.count(Seen::call_cut_off);
        --facts_.up[{call.account, call.callee}];
        --facts_.lines[call.line].up;
    }
    call.up = false;
    call.orphaned = true;
}

void CallRules::process_died() {
    for (auto& [id, call] : facts_.calls) cut_off(call);
}

void CallRules::node_died(size_t node) {
    for (auto& [id, call] : facts_.calls) {
        if (call.node == node) cut_off(call);
    }
}

void CallRules::node_stopped(size_t node) {
    for (auto& [id, call] : facts_.calls) {
        if (call.node == node) call.orphaned = true;
    }
}

void CallRules::learn_unsent(store::Db& db) {
    for (const auto& call : store::observed::calls_ended_as(db, Outcome::unknown)) {
        if (!facts_.call_ids.insert(call.id).second) continue;
        facts_.coverage.count(Seen::intent_without_invite);
        guard_.called({.account = call.account, .id = call.id, .callee = call.callee, .intended = call.intended});
        guard_.settled(call.id, Outcome::unknown);
        auto task = facts_.tasks.find(call.task);
        if (task == facts_.tasks.end()) continue;
        NumberFacts& number = task->second.numbers[call.callee];
        ++number.unsent;
        number.last = Outcome::unknown;
        number.last_end = call.ended;
    }
}

void CallRules::expect_unsent(store::Db& db) {
    for (const auto& call : store::observed::open_calls(db)) {
        if (!facts_.call_ids.contains(call.id)) perhaps_unsent_.emplace(call.account, call.id);
    }
}

void CallRules::look_for_unsent(store::Db& db) {
    bool is_one_settled = false;
    std::erase_if(perhaps_unsent_, [&](auto& intent) {
        if (facts_.call_ids.contains(intent.second)) return true;
        auto call = store::observed::find_call(db, intent.first, intent.second);
        bool is_open = call && !call->has_ended;
        is_one_settled |= !is_open;
        return !is_open;
    });
    if (is_one_settled) learn_unsent(db);
}

void CallRules::look(store::Db& db) {
    for (auto it = facts_.calls.begin(); it != facts_.calls.end();) {
        const CallFacts& call = it->second;
        if (call.up) {
            ++it;
            continue;
        }
        auto saved = store::observed::find_call(db, call.account, it->first);
        if (saved && !saved->has_ended) {
            ++it;
            continue;
        }
        if (saved) {
            settled(it->first, call, saved->outcome, saved->ended);
        } else {
            facts_.complain(1, fmt::format("call {} to {} has left no trace on disk", it->first, call.callee));
        }
        it = facts_.calls.erase(it);
    }
}

/// A call's outcome is on disk: it is what the phone said, or nobody can know any more.
void CallRules::settled(const std::string& id, const CallFacts& call, Outcome outcome, Instant at) {
    bool as_told = outcome == call.outcome;
    if (!as_told && !(call.orphaned && outcome == Outcome::unknown))
        facts_.complain(5, fmt::format("call {} to {} ended as {}, on disk it is {}", id, call.callee,
                                       to_name(call.outcome), to_name(outcome)));
    NumberFacts& number = facts_.tasks[call.task].numbers[call.callee];
    number.last = outcome;
    number.last_end = at;
    guard_.settled(id, outcome);
    if (!as_told || !call.opts_out) return;
    facts_.dnc.emplace(call.account, call.callee);
    facts_.coverage.count(Seen::opted_out);
}

}  // namespace tiller::simulate
