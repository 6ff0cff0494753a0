#pragma once
// What tells of people in the tables of a task, and how it is taken out of them. What is counted stays: the rows
// themselves, their times, outcomes and intentions, the sums of tasks and plans.
#include "store/erasure.h"

namespace tiller::privacy {

/// Takes out number and row fields; of their calls number, slots, transcript, timeline and the words of the hang-up; the guard's
/// refusals go as a whole, and of a lead that a partner pushed the hash of its body and the warnings. A row without its
/// person is called "erased-<row>", because a task's numbers differ. Gives how many numbers and calls had something to
/// take out.
struct Forgotten {
    int64_t numbers = 0, calls = 0, refusals = 0, leads = 0;
};
Forgotten forget_rows(store::Tx& tx, const store::RowRange& rows);

/// Leaves in the bodies of these events (of kind call) what counts, and `"Erased":true`: EventID, Sequence, Time,
/// TaskID, TaskName, PlanName, Round, CallID, Outcome, Attempts. What receivers answered to them goes, too. How many
/// changed.
int64_t forget_event(store::Tx& tx, int64_t account, int64_t sequence);

}  // namespace tiller::privacy
