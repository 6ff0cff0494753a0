#pragma once
// What tells of people in the tables of a task, and how it is taken out of them. What is counted stays: the rows
// themselves, their times, outcomes and intentions, the sums of tasks and plans.
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::privacy {

/// Rows of one task, both ends included.
struct RowRange {
    int64_t account = 0, task = 0;
    int64_t first = 0, last = 0;
};

/// Takes out number and row fields; of their calls number, slots, transcript and the words of the hang-up; the guard's
/// refusals go as a whole, and of a lead that a partner pushed the hash of its body and the warnings. A row without its
/// person is called "erased-<row>", because a task's numbers differ. Gives how many numbers and calls had something to
/// take out.
struct Forgotten {
    int64_t numbers = 0, calls = 0, refusals = 0, leads = 0;
};
Forgotten forget_rows(store::Tx& tx, const RowRange& rows);

/// The same of a call that belongs to no row. True if it had something to take out.
bool forget_call(store::Tx& tx, int64_t account, std::string_view call);
/// CallIDs of calls that belong to no row and still tell of somebody: those that are over and come before a CallID, at
/// most `limit`; and all to one number.
std::vector<std::string> calls_without_row(store::Db& db, int64_t account, std::string_view before, int64_t limit);
std::vector<std::string> calls_without_row_to(store::Db& db, int64_t account, std::string_view callee);

/// Leaves in the bodies of these events (of kind call) what counts, and `"Erased":true`: EventID, Sequence, Time,
/// TaskID, TaskName, PlanName, Round, CallID, Outcome, Attempts. What receivers answered to them goes, too. How many
/// changed.
int64_t forget_event(store::Tx& tx, int64_t account, int64_t sequence);

/// The sequence numbers of a task's call events, after `after`, in order.
std::vector<int64_t> call_events(store::Db& db, int64_t account, int64_t task, int64_t after, int64_t limit);

}  // namespace tiller::privacy
