#include "simulate/event_rules.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "store/observed.h"

namespace tiller::simulate {
namespace {

constexpr OutcomeSet kNeverBack = bit(Outcome::cancelled) | bit(Outcome::dnc);
constexpr OutcomeSet kBackByDefault = bit(Outcome::busy) | bit(Outcome::no_answer) | bit(Outcome::unreachable) |
                                      bit(Outcome::failed) | bit(Outcome::expired) | bit(Outcome::blocked);

bool is_invited_back(const campaign::Include& include, const PlanNumberFacts& number) {
    if (number.excluded || contains(kNeverBack, number.last)) return false;
    if (include.is_default) return !number.connected && contains(kBackByDefault, number.last);
    if (contains(include.outcomes, number.last)) return true;
    for (auto& letter : include.intentions) {
        if (letter == number.intention) return true;
    }
    return false;
}

}  // namespace

/// A plan is known by its name: its order was answered, or the answer was lost.
void EventRules::learn_plan(store::Db& db, int64_t key) {
    auto [account, name] = *store::observed::find_plan(db, key);
    for (auto& draw : facts_.scenario.plans) {
        if (draw.name != name) continue;
        PlanFacts& plan = facts_.plans[key];
        plan.draw = &draw;
        plan.key = key;
        plan.account = account;
        for (auto& callee : draw.callees) plan.numbers[callee];
        return;
    }
    facts_.complain(5, fmt::format("plan \"{}\": nobody ordered it", name));
}

void EventRules::look_for_tasks(store::Db& db) {
    for (const auto& fresh : store::observed::tasks_after(db, last_task_)) {
        TaskFacts task;
        task.key = fresh.key;
        task.account = fresh.account;
        task.id = fresh.id;
        task.plan = fresh.plan;
        task.line = fresh.line;
        task.round = static_cast<size_t>(fresh.round) - 1;
        task.name = fresh.name;
        last_task_ = task.key;
        if (task.plan != 0 && !facts_.plans.contains(task.plan)) learn_plan(db, task.plan);
        if (task.plan == 0) {
            take_task(db, std::move(task), fresh.total);
        } else if (facts_.plans.contains(task.plan)) {
            take_round(db, std::move(task), fresh.total);
        }
    }
}

void EventRules::take_round(store::Db& db, TaskFacts task, int64_t total) {
    PlanFacts& plan = facts_.plans[task.plan];
    std::string name = fmt::format("round {} of \"{}\"", task.round + 1, plan.draw->name);
    task.rule = plan.draw->strategy.rounds[task.round];
    Date date = plan.draw->date + task.rule.day_offset;
    task.start = facts_.local_of(task.account).first_at(date, task.rule.start);
    task.end = facts_.local_of(task.account).first_at(date, task.rule.end);
    if (task.account != plan.account) facts_.complain(5, name + " is another account's");
    if (plan.stopped) facts_.complain(7, name + " opened after the plan was stopped");
    if (task.round < plan.rounds_seen) facts_.complain(8, name + " opened twice, or too late");
    check_passed_over(plan, plan.rounds_seen, task.round);
    if (task.round > 0) facts_.coverage.count(Seen::later_round_opened);

    std::set<std::string> expected;
    if (task.round == 0) {
        for (auto& [callee, number] : plan.numbers) expected.insert(callee);
    } else {
        expected = members_of(plan, task.rule);
    }
    plan.rounds_seen = task.round + 1;
    take_numbers(db, std::move(task), total, std::move(expected), name);
}

void EventRules::take_task(store::Db& db, TaskFacts task, int64_t total) {
    std::string name = fmt::format("task \"{}\"", task.name);
    auto& drawn = facts_.scenario.tasks;
    auto draw = std::find_if(drawn.begin(), drawn.end(), [&](auto& d) { return d.name == task.name; });
    if (draw == drawn.end()) return facts_.complain(5, name + ": nobody ordered it");
    task.rule = draw->rule;
    task.start = facts_.local_of(task.account).first_at(draw->date, task.rule.start);
    task.end = facts_.local_of(task.account).first_at(draw->date, task.rule.end);
    take_numbers(db, std::move(task), total, {draw->callees.begin(), draw->callees.end()}, name);
}

void EventRules::take_numbers(store::Db& db, TaskFacts task, int64_t total, std::set<std::string> expected,
                              const std::string& name) {
    for (const auto& number : store::observed::list_numbers(db, task.account, task.key)) {
        task.numbers[number.callee];
        if (expected.erase(number.callee) > 0) continue;
        auto& before = facts_.plans[task.plan].numbers[number.callee];
        facts_.complain(
            5, fmt::format("{} takes {}, which ended as {}{}{}", name, number.callee, to_name(before.last),
                           before.connected ? ", was connected" : "", before.excluded ? ", was cancelled" : ""));
    }
    for (auto& callee : expected) {
        if (task.plan == 0 || !facts_.plans[task.plan].doubtful)
            facts_.complain(5, fmt::format("{} leaves {} out", name, callee));
    }
    if (total != static_cast<int64_t>(task.numbers.size())) facts_.complain(5, name + ": Total is wrong");
    facts_.tasks[task.key] = std::move(task);
}

std::set<std::string> EventRules::members_of(const PlanFacts& plan, const campaign::Round& round) const {
    std::set<std::string> members;
    for (auto& [callee, number] : plan.numbers) {
        if (is_invited_back(round.include, number)) members.insert(callee);
    }
    return members;
}

/// A round may be left out only if it is over or nobody fits.
void EventRules::check_passed_over(const PlanFacts& plan, size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
        const campaign::Round& round = plan.draw->strategy.rounds[i];
        const LocalTime& local = facts_.local_of(plan.account);
        Instant start = local.first_at(plan.draw->date + round.day_offset, round.start);
        Instant end = local.first_at(plan.draw->date + round.day_offset, round.end);
        facts_.coverage.count(Seen::round_passed_over);
        // A window that lies in the hour that local clocks skip is empty.
        if (start >= end || end <= facts_.latest_wall || plan.doubtful || (i > 0 && members_of(plan, round).empty()))
            continue;
        facts_.complain(8, fmt::format("round {} of \"{}\" was passed over", i + 1, plan.draw->name));
    }
}

void EventRules::look(store::Db& db, const Each& each) {
    for (auto& [key, account] : facts_.accounts) look_at_account(db, key, each);
    look_for_tasks(db);
    check_sums(db);
}

void EventRules::look_at_account(store::Db& db, int64_t account, const Each& each) {
    int64_t& last = last_sequence_[account];
    for (const auto& fresh : store::observed::events_after(db, account, last)) {
        Event event{.account = account,
                    .sequence = fresh.sequence,
                    .task = fresh.task,
                    .plan = fresh.plan,
                    .kind = fresh.kind,
                    .body_hash = std::hash<std::string_view>()(fresh.body)};
        if (event.sequence != last + 1)
            facts_.complain(6, fmt::format("event {} follows event {}", event.sequence, last));
        last = event.sequence;
        // A round is looked at after the events that came before it: they decide who takes part.
        if (event.task != 0 && !facts_.tasks.contains(event.task)) look_for_tasks(db);
        if (event.kind == 0) call_told(event.task, fresh.body);
        if (event.kind == 1) task_told(event.task);
        if (event.kind == 2) plan_told(event.plan);
        each(fresh.id, event);
    }
}

/// Outcome and event are one transaction: at no moment is there one without the other.
void EventRules::check_sums(store::Db& db) {
    auto [done, finished, counted] = store::observed::sums(db);
    if (done != calls_told_)
        facts_.complain(5, fmt::format("{} numbers are done, {} call events are told", done, calls_told_));
    if (finished != tasks_told_)
        facts_.complain(5, fmt::format("{} tasks have ended, {} task events are told", finished, tasks_told_));
    if (counted != done) facts_.complain(5, fmt::format("{} numbers are done, the counts say {}", done, counted));
}

void EventRules::call_told(int64_t key, std::string_view body) {
    thread_local simdjson::dom::parser parser;
    ++calls_told_;
    simdjson::dom::element record = parser.parse(body.data(), body.size());
    std::string callee{std::string_view(record["Callee"])};
    auto outcome = parse_outcome(std::string_view(record["Outcome"])).value_or(Outcome::none);
    auto task = facts_.tasks.find(key);
    if (task == facts_.tasks.end() || !task->second.numbers.contains(callee))
        return facts_.complain(5, fmt::format("an event tells of {}, who is not in task {}", callee, key));
    NumberFacts& number = task->second.numbers[callee];
    if (number.done) facts_.complain(5, fmt::format("{} in task {} is told twice", callee, key));
    check_outcome(task->second, number, callee, outcome);
    check_not_early(task->second, number, callee, int64_t(record["Attempts"]));
    number.done = true;
    ++task->second.done;
    if (task->second.plan == 0) return;
    PlanNumberFacts& history = facts_.plans[task->second.plan].numbers[callee];
    history.last = outcome;
    std::string_view intention(record["Intention"]);
    if (!intention.empty()) history.intention = intention;  // a round in which nobody answers takes none back
    history.connected |= is_connected(outcome);
}

void EventRules::check_outcome(const TaskFacts& task, const NumberFacts& number, const std::string& callee,
                               Outcome outcome) {
    bool right = false;
    switch (outcome) {
        case Outcome::expired:
            right = number.invites == 0 && facts_.latest_wall >= task.end;
            facts_.coverage.count(Seen::window_too_short);
            break;
        case Outcome::cancelled:
            right = task.stopped || number.cancelled || task.doubtful;
            break;
        case Outcome::dnc:
            right = facts_.dnc.contains({task.account, callee}) || facts_.dnc_doubtful.contains({task.account, callee});
            break;
        case Outcome::blocked:
            right = true;
            claims_.push_back({task.key, callee, std::max(clock_.now(), task.start), "is refused"});
            break;
        case Outcome::unknown:
            // An intent whose INVITE never left is unknown, too.
            right = number.last == Outcome::unknown || facts_.kills > 0;
            break;
        default:
            right = number.invites > 0 && number.last == outcome;
    }
    if (right) return;
    facts_.complain(5, fmt::format("{} in task {} is told as {}, after {} calls of which the last ended as {}", callee,
                                   task.key, to_name(outcome), number.invites, to_name(number.last)));
}

/// A number with an attempt left keeps it, unless its window is over or the client wanted otherwise.
void EventRules::check_not_early(const TaskFacts& task, const NumberFacts& number, const std::string& callee,
                                 int64_t attempts) {
    if (task.stopped || task.doubtful || number.cancelled || number.invites == 0) return;
    Callee one(task.account, callee);
    if (facts_.dnc.contains(one) || facts_.dnc_doubtful.contains(one)) return;
    if (!contains(task.rule.repeat_on, number.last) || attempts > task.rule.repeat_num) return;
    Instant next = number.last_end + std::chrono::minutes(task.rule.repeat_interval);
    if (number.last == Outcome::answered || next >= task.end || facts_.latest_wall >= task.end) return;
    std::string what = fmt::format("is given up after {} of {} attempts", attempts, task.rule.repeat_num + 1);
    if (facts_.accounts.at(task.account).draw->guard) {
        claims_.push_back({task.key, callee, std::max(next, clock_.now()), what});
    } else {
        facts_.complain(8, fmt::format("{} in task {} {}", callee, task.key, what));
    }
}

void EventRules::check_claims() {
    for (auto& claim : std::exchange(claims_, {})) {
        const TaskFacts& task = facts_.tasks.at(claim.task);
        if (facts_.rules_changed ||
            !guard_.allows_between(task.account, claim.callee, claim.from, task.end, GuardRules::Open::is_hoped_away))
            continue;
        facts_.complain(8, fmt::format("{} in task {} {} at {}, and the guard would let it be called in its window",
                                       claim.callee, claim.task, claim.what, to_rfc3339_ms(claim.from)));
    }
}

void EventRules::task_told(int64_t key) {
    ++tasks_told_;
    auto task = facts_.tasks.find(key);
    if (task == facts_.tasks.end()) return facts_.complain(5, fmt::format("task {} is told, nobody ordered it", key));
    if (task->second.told) facts_.complain(5, fmt::format("task {} is told twice", key));
    if (task->second.done != task->second.numbers.size())
        facts_.complain(5, fmt::format("task {} is told with {} of {} numbers done", key, task->second.done,
                                       task->second.numbers.size()));
    task->second.told = true;
}

void EventRules::plan_told(int64_t key) {
    auto plan = facts_.plans.find(key);
    if (plan == facts_.plans.end()) return facts_.complain(5, fmt::format("plan {} is told, nobody ordered it", key));
    PlanFacts& facts = plan->second;
    if (facts.told) facts_.complain(5, fmt::format("plan \"{}\" is told twice", facts.draw->name));
    facts.told = true;
    for (auto& [task_key, task] : facts_.tasks) {
        if (task.plan == key && !task.told)
            facts_.complain(6, fmt::format("plan \"{}\" is told before its task {}", facts.draw->name, task_key));
    }
    if (!facts.stopped) check_passed_over(facts, facts.rounds_seen, facts.draw->strategy.rounds.size());
}

void EventRules::finish(store::Db& db) {
    for (auto& [key, plan] : facts_.plans) {
        if (!plan.told) facts_.complain(8, fmt::format("plan \"{}\" never ended", plan.draw->name));
    }
    for (auto& [key, task] : facts_.tasks) {
        if (!task.told) facts_.complain(8, fmt::format("task {} never ended", key));
        int64_t counted = store::observed::counted_of_task(db, task.account, key);
        if (counted != static_cast<int64_t>(task.numbers.size()))
            facts_.complain(5,
                            fmt::format("the counts of task {} add up to {} of {}", key, counted, task.numbers.size()));
    }
    size_t open = store::observed::open_calls(db).size();
    if (open != 0) facts_.complain(1, fmt::format("{} intents never got an outcome", open));
}

}  // namespace tiller::simulate
