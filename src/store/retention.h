#pragma once
// What retention reads and marks as it goes through the tables in small pieces; privacy/retention.h says when what goes.
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// A call on retention's way through an account's recordings.
struct PassedCall {
    std::string id;
    /// Answered and over. A process may have died between the file and its mark, so `recorded` tells too little.
    bool may_have_recording = false;
};
/// Calls with an id after `after` and before `before` (ids begin with their time, base/ids.h), in order.
std::vector<PassedCall> list_passed_calls(Db& db, int64_t account, std::string_view after, std::string_view before,
                                          int64_t limit);
/// The call's recording is gone.
void unmark_recording(Tx& tx, int64_t account, std::string_view call);

/// The task that ended first, at `before` or earlier, and is not forgotten; it is final: its plan ended at `before` or
/// earlier, too, and no receiver that is switched on still waits for one of its call events.
std::optional<int64_t> next_task_to_forget(Db& db, int64_t account, Instant before);
/// The last of the next `limit` rows of a task after the row `after`; nothing: there is none left.
std::optional<int64_t> end_of_next_rows(Db& db, int64_t account, int64_t task, int64_t after, int64_t limit);
/// All personal data of the task is gone.
void mark_forgotten(Tx& tx, int64_t task, Instant now);

}  // namespace tiller::store
