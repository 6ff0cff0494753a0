#pragma once
// The life of a plan: made, its rounds opened one after the other, ended. All functions run inside one transaction.
#include <vector>

#include "campaign/context.h"
#include "campaign/plan_numbers.h"
#include "campaign/rows/list_check.h"
#include "campaign/strategy.h"
#include "store/accounts.h"
#include "store/setup.h"
#include "store/tasks.h"
#include "store/timers.h"

namespace tiller::campaign {

/// A plan that was checked and may be made.
struct PlanOrder {
    store::Account account;
    std::string name;  // empty: one is made, "plan_<date>_<8 hex>"
    Strategy strategy;
    store::Line line;
    Date date;
    bool dnc_switch = false;
    std::vector<GoodRow> rows;
};

struct PlanMade {
    std::string plan_name;
    std::string task_id;  // of the first round
};

/// Makes the plan, its first task and the task's numbers. `conflict` if the name was taken meanwhile,
/// `invalid` if a quota is reached.
Result<PlanMade> create_plan(store::Tx& tx, const Context& context, const PlanOrder& order);

/// The owner of the timers that open rounds; their subject is the plan's key.
inline constexpr const char* kRoundTimer = "round";

/// The plan waits for its next round until then; nothing: it does not wait.
void wait_for_round(store::Tx& tx, store::Plan& plan, std::optional<Instant> until);

/// Opens the next round of a plan whose time has come: makes its task from what is known now.
void open_round(store::Tx& tx, const Context& context, store::Plan& plan);
/// The same, as the handler of its timer (journal/timers.h).
void on_round_due(store::Tx& tx, const Context& context, const store::Timer& timer);

/// After a task of the plan has ended: finds the next round that has a number left, or ends the plan.
void advance_plan(store::Tx& tx, const Context& context, int64_t plan);

/// Is there a round to come, of a plan that has not ended, which would take this number as it stands?
bool may_come_again(const Context& context, const store::Plan& plan, const Zone& zone, const PlanNumber& number);

/// "plan ended" to the store and the outbox, if no task of it is open any more.
void end_plan(store::Tx& tx, const Context& context, store::Plan& plan, Status status);

}  // namespace tiller::campaign
