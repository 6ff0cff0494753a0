#include "campaign/tasks.h"

#include "base/ids.h"
#include "base/log.h"
#include "campaign/announcements.h"
#include "campaign/line.h"
#include "campaign/plan_counts.h"
#include "campaign/plans.h"
#include "campaign/record.h"
#include "campaign/robot_choice.h"
#include "store/owner.h"
#include "store/setup.h"

namespace tiller::campaign {
namespace {

using store::NumberState;

/// Ends a task whose last number is done, and lets its plan go on.
void end_task_if_done(store::Tx& tx, const Context& context, store::Task& task) {
    if (task.done < task.total || task.finished) return;
    // More leads may come as long as the window is open.
    bool takes_leads = task.route != 0 && task.status != Status::stopped && context.clock.now() < task.ends;
    if (takes_leads) return;
    task.finished = context.clock.now();
    if (task.status != Status::stopped) task.status = Status::finished;
    store::update_task(tx, task);
    announce_task(tx, context, task);
    log::info("task ended", {{"task", task.id}, {"status", to_name(task.status)}});
    if (task.plan) advance_plan(tx, context, *task.plan);
}

/// A number has its final outcome: counted once, announced once.
void settle(store::Tx& tx, const Context& context, store::Task& task, store::Number& number) {
    number.state = NumberState::done;
    store::update_number(tx, number, context.clock.now());
    ++task.done;
    store::add_count(tx, task.account, task.key, store::CountKind::outcome, to_name(number.outcome), 1);
    if (!number.intention.empty()) {
        store::add_count(tx, task.account, task.key, store::CountKind::intention, number.intention, 1);
    }
    count_settled(tx, task, number);
    announce_call(tx, context, task, number);
}

RepeatRule rule_of(store::Db& db, const store::Task& task, Outcome outcome) {
    RepeatRule rule{task.repeat_interval, task.repeat_num, task.repeat_on};
    if (outcome != Outcome::unknown) return rule;
    // A call that was up when the process died is tried again only if its line says so (docs/contract/voice.md "unknown").
    auto line = store::find_line(db, task.line);
    auto config = line ? line_from_json(line->config) : Result<LineConfig>(not_found("line"));
    if (config && config->repeat_unknown) rule.on |= bit(Outcome::unknown);
    return rule;
}

}  // namespace

bool may_begin(const store::Task& task, const store::Number& number, Instant now) {
    bool in_window = task.starts <= now && now < task.ends;
    return task.status == Status::running && in_window && number.state == NumberState::waiting && number.due <= now;
}

std::optional<Intent> begin_attempt(store::Tx& tx, const Context& context, store::Task task, store::Number number,
                                    std::optional<store::Robot> drawn) {
    Instant now = context.clock.now();
    if (!may_begin(task, number, now)) return std::nullopt;
    auto robot = drawn ? std::move(drawn) : draw_robot(tx, context.random, task);

    store::Call call{.account = number.account,
                     .id = new_id(context.clock, context.random),
                     .task = task.key,
                     .row = number.row,
                     .attempt = number.attempts + 1,
                     .line = task.line,
                     .run = context.run,
                     .robot = store::CallRobot{robot ? robot->id : task.robot, robot ? robot->version : 0},
                     .callee = number.callee,
                     .intended = now};
    if (!store::insert_call(tx, call)) return std::nullopt;
    if (number.attempts == 0) {
        ++task.dialed;
        store::update_task(tx, task);
        count_first_attempt(tx, task, number.row);
    }
    number.state = NumberState::dialing;
    ++number.attempts;
    number.call = call.id;
    store::update_number(tx, number, std::nullopt);
    return Intent{std::move(call), std::move(number), std::move(task)};
}

namespace {

/// What the outcome of its call means for the row.
void end_attempt(store::Tx& tx, const Context& context, const store::AttemptAtRow& attempt, const store::Call& call) {
    auto task = store::find_task(tx, attempt.task);
    auto number = store::find_number(tx, call.account, attempt.task, attempt.row);
    if (!task || !number || number->call != call.id) return;  // the row is gone, or has gone on
    if (call.answered) task->talk += *call.ended - *call.answered;

    bool was_last = number->state == NumberState::last_call || task->status == Status::stopped;
    number->outcome = call.outcome;
    number->intention = call.intention;
    auto again = was_last ? std::nullopt
                          : next_attempt(rule_of(tx, *task, call.outcome), number->attempts, call.outcome, *call.ended,
                                         task->ends);
    if (again) {
        number->state = NumberState::waiting;
        number->due = *again;
        store::update_number(tx, *number, std::nullopt);
    } else {
        settle(tx, context, *task, *number);
    }
    store::update_task(tx, *task);
    end_task_if_done(tx, context, *task);
}

}  // namespace

bool end_call(store::Tx& tx, const Context& context, store::Call call) {
    auto known = store::find_call(tx, call.account, call.id);
    if (!known || known->ended_state) return false;  // told twice
    call.ended_state = true;
    if (!call.ended) call.ended = context.clock.now();
    store::update_call(tx, call);
    // Nothing else waits for the outcome of a call of another owner.
    const store::Owner owner = store::owner_of(call);
    if (auto* attempt = std::get_if<store::AttemptAtRow>(&owner)) end_attempt(tx, context, *attempt, call);
    return true;
}

void settle_undialed(store::Tx& tx, const Context& context, store::Task& task, store::Number& number, Outcome outcome) {
    number.outcome = outcome;
    settle(tx, context, task, number);
    store::update_task(tx, task);
    end_task_if_done(tx, context, task);
}

namespace {

/// The window is open: the task runs, and its plan with it.
void run_task(store::Tx& tx, store::Task& task) {
    task.status = Status::running;
    store::update_task(tx, task);
    if (!task.plan) return;
    auto plan = store::find_plan(tx, *task.plan);
    if (plan && plan->status == Status::waiting) {
        plan->status = Status::running;
        store::update_plan(tx, *plan);
    }
}

}  // namespace

void start_task(store::Tx& tx, store::Task& task) {
    if (task.status == Status::waiting) run_task(tx, task);
}

bool drain_task(store::Tx& tx, const Context& context, int64_t key, int64_t limit) {
    auto task = store::find_task(tx, key);
    if (!task || task->finished) return false;
    Outcome outcome = task->status == Status::stopped ? Outcome::cancelled : Outcome::expired;
    auto waiting = store::waiting_numbers(tx, task->account, key, limit);
    for (store::Number& number : waiting) {
        // When a window closes, a number that was tried keeps the outcome of its last attempt.
        if (number.attempts == 0 || outcome == Outcome::cancelled) number.outcome = outcome;
        settle(tx, context, *task, number);
    }
    store::update_task(tx, *task);
    end_task_if_done(tx, context, *task);
    return static_cast<int64_t>(waiting.size()) == limit;
}

Result<void> stop_task(store::Tx& tx, const Context& context, store::Task& task) {
    static constexpr int64_t kAtOnce = 500;
    if (has_ended(task.status)) return conflict("task \"" + task.id + "\" has ended");
    task.status = Status::stopped;
    store::update_task(tx, task);
    drain_task(tx, context, task.key, kAtOnce);
    return {};
}

Result<void> pause_task(store::Tx& tx, store::Task& task) {
    if (task.status != Status::running && task.status != Status::waiting) {
        return conflict("task \"" + task.id + "\" is " + std::string(to_name(task.status)) +
                        ", not waiting or running");
    }
    task.status = Status::paused;
    store::update_task(tx, task);
    return {};
}

Result<void> resume_task(store::Tx& tx, const Context& context, store::Task& task) {
    if (task.status != Status::paused) {
        return conflict("task \"" + task.id + "\" is " + std::string(to_name(task.status)) + ", not paused");
    }
    if (context.clock.now() >= task.starts) {
        run_task(tx, task);
    } else {
        task.status = Status::waiting;
        store::update_task(tx, task);
    }
    return {};
}

Result<void> stop_plan(store::Tx& tx, const Context& context, store::Plan& plan) {
    if (has_ended(plan.status)) return conflict("plan \"" + plan.name + "\" has ended");
    plan.status = Status::stopped;
    wait_for_round(tx, plan, std::nullopt);
    store::update_plan(tx, plan);
    bool was_open = false;
    for (auto& task : store::tasks_of_plan(tx, plan.account, plan.key)) {
        if (has_ended(task.status)) continue;
        was_open = true;
        if (auto stopped = stop_task(tx, context, task); !stopped) return stopped;
    }
    // Between two rounds no task is open whose end would end the plan.
    if (!was_open) end_plan(tx, context, plan, Status::stopped);
    return {};
}

int64_t cancel_number(store::Tx& tx, const Context& context, store::Task& task, std::string_view callee) {
    auto number = store::find_number(tx, task.account, task.key, callee);
    if (!number || task.finished) return 0;
    if (number->state == NumberState::waiting) {
        settle_undialed(tx, context, task, *number, Outcome::cancelled);
        return 1;
    }
    if (number->state == NumberState::dialing) {
        number->state = NumberState::last_call;
        store::update_number(tx, *number, std::nullopt);
    }
    return 0;
}

Result<int64_t> cancel_plan_number(store::Tx& tx, const Context& context, const store::Plan& plan,
                                   std::string_view callee) {
    int64_t dropped = 0;
    std::optional<PlanNumber> history;
    for (auto& task : store::tasks_of_plan(tx, plan.account, plan.key)) {
        auto number = store::find_number(tx, plan.account, task.key, callee);
        if (!number) continue;
        dropped += cancel_number(tx, context, task, callee);
        if (!history) history.emplace();
        history->add_round(std::move(*number));
    }
    if (!history) return not_found("number \"" + std::string(callee) + "\" is not in plan \"" + plan.name + "\"");
    // Done in this round, it might have taken part in a later one.
    bool comes_later =
        history->last.state == NumberState::done && may_come_again(context, plan, zone_of(tx, plan.account), *history);
    if (store::exclude_from_plan(tx, plan.account, plan.key, history->last.row) && comes_later) ++dropped;
    // Between two rounds nothing else would notice that the next one has lost its last number.
    if (plan.next_round_at) advance_plan(tx, context, plan.key);
    return dropped;
}

int64_t recover(store::Tx& tx, const Context& context) {
    auto orphaned = store::orphaned_calls(tx);
    for (store::Call& call : orphaned) {
        call.outcome = Outcome::unknown;
        call.hangup_by = "system";
        call.hangup_reason = "the server stopped while the call was up";
        end_call(tx, context, std::move(call));
    }
    return static_cast<int64_t>(orphaned.size());
}

}  // namespace tiller::campaign
