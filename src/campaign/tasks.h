#pragma once
// The life of a task and its numbers: attempts begun and ended, windows closed, stop and cancel. All functions run
// inside one transaction, so that what they decide and what they write is one step.
#include <optional>

#include "base/result.h"
#include "campaign/attempt.h"
#include "campaign/context.h"
#include "store/calls.h"
#include "store/setup.h"
#include "store/tasks.h"

namespace tiller::campaign {

/// What an attempt needs to be told before its INVITE.
struct Intent {
    store::Call call;
    store::Number number;
    store::Task task;
};

/// May an attempt at this number begin now: is it waiting and due, its task running and in its window?
bool may_begin(const store::Task& task, const store::Number& number, Instant now);

/// Writes the intent of one attempt: the number is dialing, the call has its id. `task` and `number` as they stand in
/// this transaction. Nothing if the number may not be called any more: stopped, cancelled, window closed, taken already
/// (rules 1, 3 and 7 of the house); or while it is up on another call of the account, of any node (rule 2). `drawn`: who speaks, if that was drawn already (robot_choice.h).
std::optional<Intent> begin_attempt(store::Tx& tx, const Context& context, store::Task task, store::Number number,
                                    std::optional<store::Robot> drawn = {});

/// Writes a call's end, once: what is told again changes nothing. Of an attempt at a row the number then waits for its
/// next attempt or is done; then its event, and the task's and the plan's when they end with it. `call` carries all
/// that is known of the call; `outcome` is set in it. False: it had ended before, and what is told now counts nowhere.
bool end_call(store::Tx& tx, const Context& context, store::Call call);

/// A number that is not dialed at all: dnc, blocked, cancelled, expired.
void settle_undialed(store::Tx& tx, const Context& context, store::Task& task, store::Number& number, Outcome outcome);

/// Starts a task whose window has opened.
void start_task(store::Tx& tx, store::Task& task);
/// Settles what waits in a task that was stopped (`cancelled`) or whose window is over (`expired`), at most `limit`
/// numbers at a time, so that a large list does not hold up the writer. True while there are more.
bool drain_task(store::Tx& tx, const Context& context, int64_t task, int64_t limit);

/// Stop (docs/contract/voice.md, "operation"): waiting numbers become `cancelled`, calls in progress end normally.
/// `conflict` for a task that has ended.
Result<void> stop_task(store::Tx& tx, const Context& context, store::Task& task);
/// No new call begins until `resume_task`; calls in progress go on, the window too. `conflict` unless the task waits or
/// runs.
Result<void> pause_task(store::Tx& tx, store::Task& task);
Result<void> resume_task(store::Tx& tx, const Context& context, store::Task& task);
/// Stops the running round and all later ones.
Result<void> stop_plan(store::Tx& tx, const Context& context, store::Plan& plan);

/// Drops the pending attempts of one number; a call in progress ends normally and is not repeated. How many were
/// dropped.
int64_t cancel_number(store::Tx& tx, const Context& context, store::Task& task, std::string_view callee);

/// The same in all rounds of a plan, those to come among them; the plan ends if no number can come any more.
/// `not_found` for a number that is not in the plan.
Result<int64_t> cancel_plan_number(store::Tx& tx, const Context& context, const store::Plan& plan,
                                   std::string_view callee);

/// When runs of nodes have ended (store/nodes.h): each intent without an outcome that is of no run which lives becomes
/// `unknown` (rule 1 of the house), whoever owns the call. How many there were.
int64_t recover(store::Tx& tx, const Context& context);

}  // namespace tiller::campaign
