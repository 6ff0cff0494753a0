#pragma once
// The shapes in which calls, tasks and plans are told: one for webhook, details and queries (docs/contract/voice.md).
#include <string>

#include "base/json/json.h"
#include "base/zone.h"
#include "campaign/context.h"
#include "store/accounts.h"
#include "store/calls.h"
#include "store/tasks.h"

namespace tiller::campaign {

using store::zone_of;

/// Writes the call record's fields into an open object. Times are in the account's zone. What is told of a call
/// (CallID, Outcome, times, Transcript, Link …) is that of the number's last one; with `call_id`, of that one: Attempts
/// and AttemptList are the number's all the same.
void write_call_record(JsonWriter& json, store::Db& db, const Context& context, const Zone& zone,
                       const store::Task& task, const store::Number& number, std::string_view call_id = {});

/// The same of a call that was no attempt at a row: what belongs to a row or a task is empty, the attempt its only one.
void write_call_record(JsonWriter& json, store::Db& db, const Context& context, const Zone& zone,
                       const store::Call& call);

/// Writes the task summary's fields into an open object.
void write_task_summary(JsonWriter& json, store::Db& db, const Zone& zone, const store::Task& task);

/// Writes the plan status' fields into an open object, `Rounds[]` among them.
void write_plan_status(JsonWriter& json, store::Db& db, const Zone& zone, const store::Plan& plan);

/// Writes the fields of `Rounds[]`: rounds that were opened and those to come.
void write_plan_rounds(JsonWriter& json, store::Db& db, const Zone& zone, const store::Plan& plan);

/// {"TaskName":…,"TaskID":…,"CallID":…,"Link":…}: one recording, as in GET /plancase.
void write_recording_link(JsonWriter& json, const Context& context, const store::Task& task, std::string_view call_id);

}  // namespace tiller::campaign
