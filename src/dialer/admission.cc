#include "dialer/admission.h"

#include "base/emergency_number.h"
#include "base/log.h"
#include "base/metrics.h"
#include "campaign/robot_choice.h"
#include "guard/history.h"

namespace tiller::dialer {
namespace {

// A number of a debtor who is being called at another one: until that call's end is looked for again.
constexpr Millis kAskAgain{5'000};

auto& refusals_total() {
    static auto& counter = metrics::counter("tiller_guard_refusals_total", "numbers put off or refused by the guard");
    return counter;
}

}  // namespace

std::optional<campaign::Intent> Admission::admit(const store::Number& due) {
    auto task = store::find_task(tx_, due.task);
    auto number = store::find_number(tx_, due.account, due.task, due.row);
    Instant now = context_.clock.now();
    if (!task || !number || !campaign::may_begin(*task, *number, now)) return std::nullopt;
    const store::Account& account = account_of(due.account);
    if (!account.guard && !is_emergency_number(due.callee)) return begin(due, std::move(*task), std::move(*number), {});

    auto robot = campaign::draw_robot(tx_, context_.random, *task);
    auto words = robot ? robots_.first_words(due.account, robot->id, robot->version) : std::nullopt;
    auto subject =
        guard::look_up(tx_, {account, number->callee, number->fields, task->dnc_switch, std::move(words)}, now);
    auto verdict = guard::evaluate(rules_, subject, now);
    if (!verdict.allowed()) {
        auto hoped = guard::earliest_without_calls_in_progress(rules_, subject, verdict, now);
        if (hoped && *hoped < task->ends) {
            number->due = std::max(*hoped, now + kAskAgain);
            store::update_number(tx_, *number, std::nullopt);
            return std::nullopt;
        }
    }
    if (!verdict.allowed()) {
        refuse(*task, std::move(*number), subject, verdict);
        return std::nullopt;
    }
    auto intent = begin(due, std::move(*task), std::move(*number), std::move(robot));
    if (intent) guard::note_attempt(tx_, intent->call, intent->number.fields);
    return intent;
}

/// The number waits, is due, and its task runs: what is refused is up already.
std::optional<campaign::Intent> Admission::begin(const store::Number& due, store::Task task, store::Number number,
                                                 std::optional<store::Robot> robot) {
    auto intent = campaign::begin_attempt(tx_, context_, std::move(task), std::move(number), std::move(robot));
    if (!intent) up_elsewhere_.push_back(&due);
    return intent;
}

const store::Account& Admission::account_of(int64_t key) {
    auto [account, is_new] = accounts_.try_emplace(key);
    if (is_new) account->second = store::find_account(tx_, key).value_or(store::Account{});
    return account->second;
}

void Admission::refuse(const store::Task& task, store::Number number, const guard::Subject& subject,
                       const guard::Verdict& verdict) {
    // A number whose window closes before it may be called is told now: nobody need wait for the window's end.
    bool put_off = verdict.decision == guard::Verdict::Decision::later && verdict.earliest < task.ends;
    refusals_total().Increment();
    log::info("not called", {{"task", task.id}, {"row", number.row}, {"rule", verdict.rule}, {"put_off", put_off}});
    guard::record_refusal(tx_, rules_,
                          {.account = task.account,
                           .task = task.key,
                           .row = number.row,
                           .at = context_.clock.now(),
                           .final_one = !put_off},
                          subject, verdict);
    if (put_off) {
        number.due = verdict.earliest;
        store::update_number(tx_, number, std::nullopt);
    } else {
        store::Task current = task;
        // As when a window closes: a number that was tried keeps the outcome of its last attempt.
        bool keeps = verdict.decision == guard::Verdict::Decision::later && number.attempts > 0;
        campaign::settle_undialed(tx_, context_, current, number, keeps ? number.outcome : verdict.outcome);
    }
}

}  // namespace tiller::dialer
