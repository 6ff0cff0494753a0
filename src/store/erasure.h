#pragma once
// Takes people out of the tables, column by column. Which of these belong together is privacy/'s rule. Each gives the
// number of rows that it changed.
#include <string>
#include <vector>

#include "store/tasks.h"

namespace tiller::store {

/// Rows of one task, both ends included.
struct RowRange {
    int64_t account = 0, task = 0;
    int64_t first = 0, last = 0;
};
/// Number and row fields. The row is called "erased-<row>" then, because the numbers of a task differ.
int64_t clear_numbers(Tx& tx, const RowRange& rows);
/// Number, slots, transcript, timeline, what was heard of who answered, and the words of the hang-up.
int64_t clear_calls(Tx& tx, const RowRange& rows);
/// The same of a call that belongs to no row.
int64_t clear_call(Tx& tx, int64_t account, std::string_view call);
/// CallIDs of calls that belong to no row and still tell of somebody: those that are over and come before a CallID, at
/// most `limit`; and all to one number.
std::vector<std::string> calls_without_row(Db& db, int64_t account, std::string_view before, int64_t limit);
std::vector<std::string> calls_without_row_to(Db& db, int64_t account, std::string_view callee);
/// Of the leads that the rows came from: the hash of the body and the warnings.
int64_t clear_leads(Tx& tx, const RowRange& rows);
int64_t delete_refusals(Tx& tx, const RowRange& rows);

/// The sequence numbers of a task's call events after `after`, in order.
std::vector<int64_t> call_events_of_task(Db& db, int64_t account, int64_t task, int64_t after, int64_t limit);
/// Those that tell of one number of the task.
std::vector<int64_t> call_events_of_number(Db& db, int64_t account, int64_t task, std::string_view callee);
/// Leaves in the body of a call event what counts, and `"Erased":true`: Event, EventID, Sequence, Time, TaskID,
/// TaskName, PlanName, Round, CallID, Outcome, Attempts.
int64_t clear_call_event(Tx& tx, int64_t account, int64_t sequence);
/// What receivers answered to an event.
int64_t clear_answers_to_event(Tx& tx, int64_t account, int64_t sequence);

/// The rows of all tasks of an account with this number.
std::vector<Number> numbers_with(Db& db, int64_t account, std::string_view callee);
int64_t delete_contacts(Tx& tx, int64_t account, int64_t subject);
int64_t delete_contacts_of_call(Tx& tx, int64_t account, int64_t subject, std::string_view call);
/// Answers kept for an Idempotency-Key in which `text` stands.
int64_t delete_answers_with(Tx& tx, int64_t account, std::string_view text);
/// Of one list's owner; kAllAccounts is one, too.
/// Leaves of them that the number is not to be called.
int64_t strip_dnc_entries(Tx& tx, int64_t account, std::string_view number);
int64_t delete_dnc_entries(Tx& tx, int64_t account, std::string_view number);

/// Shipments, in the register and of what 17TRACK told, whose number is the value of one of a row's `fields` (JSON).
int64_t delete_shipments_in(Tx& tx, int64_t account, std::string_view fields);
/// Replaces `text` in what is told of shipments by "(erased)".
int64_t clear_in_shipments(Tx& tx, int64_t account, std::string_view text);
/// The same in the audit's entries of an account's name; empty: in those of no account.
int64_t clear_in_audit(Tx& tx, std::string_view account, std::string_view text);

}  // namespace tiller::store
