#include "campaign/record.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "store/accounts.h"
#include "store/guard.h"
#include "store/setup.h"
#include "store/trial_tasks.h"

namespace tiller::campaign {
namespace {

std::string time_text(const Zone& zone, const std::optional<Instant>& t) { return t ? zone.format(*t) : std::string(); }

double seconds_between(const std::optional<Instant>& from, const std::optional<Instant>& to) {
    return from && to && *to > *from ? static_cast<double>((*to - *from).count()) / 1000 : 0;
}

/// Names that the record has for itself: a field of the row that a robot calls so is spoken, and not echoed.
constexpr std::array kRecordFields = std::to_array<std::string_view>(
    {"TaskID",     "TaskName",  "Test",         "PlanName",    "Round",        "CallID",  "TraceID",      "Outcome",
     "Attempts",   "StartTime", "RingTime",     "AnswerTime",  "EndTime",      "Link",    "TalkDuration", "TalkRound",
     "HangupBy",   "SIPCode",   "HangupReason", "Robot",       "RobotVersion", "Labels",  "Intention",    "Slots",
     "Transcript", "Transfer",  "AnsweredBy",   "AttemptList", "Event",        "EventID", "Sequence",     "Time"});

/// The row's own fields, as they were sent.
void write_row_fields(JsonWriter& json, std::string_view fields) {
    thread_local simdjson::ondemand::parser parser;
    simdjson::padded_string padded(fields);
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser.iterate(padded).get(document) || document.get_object().get(object)) return;
    for (auto item : object) {
        simdjson::ondemand::field field;
        std::string_view name;
        if (std::move(item).get(field) || field.unescaped_key().get(name)) return;
        if (std::ranges::find(kRecordFields, name) != kRecordFields.end()) continue;
        json.raw_field(name, trim(field.value().raw_json_token()));
    }
}

/// The robot of a call: with a group, the one that was drawn for it.
std::string robot_name_of(store::Db& db, const store::Task& task, const store::Call& call) {
    if (!task.robot_is_group || !call.robot) return task.robot_name;
    auto drawn = store::find_robot(db, task.account, call.robot->id);
    return drawn ? drawn->name : task.robot_name;
}

void write_counts(JsonWriter& json, std::string_view name, const std::vector<std::pair<std::string, int64_t>>& counts) {
    json.key(name);
    json.begin_object();
    for (auto& [word, n] : counts) json.field(word, n);
    json.end_object();
}

int64_t connected(const std::vector<std::pair<std::string, int64_t>>& outcomes) {
    int64_t n = 0;
    for (auto& [word, count] : outcomes) {
        if (is_connected(parse_outcome(word).value_or(Outcome::none))) n += count;
    }
    return n;
}

/// Of the last call; of a number that the guard refused, the rule that did.
std::string reason_of(store::Db& db, const store::Number& number, const store::Call& last) {
    bool refused = number.outcome == Outcome::dnc || number.outcome == Outcome::blocked;
    return refused ? store::refusal_told(db, number.account, number.task, number.row) : last.hangup_reason;
}

/// What the number, the task and the guard know better than the call itself.
struct Told {
    std::optional<Instant> started;  // nothing: it was not called
    std::string hangup_reason, robot;
};

std::string link_of(const Context& context, const store::Call& call) {
    return call.recorded ? context.links.recording(call.id, context.clock.now()) : std::string();
}

/// From the start of a call to its recording.
void write_course(JsonWriter& json, const Context& context, const Zone& zone, const store::Call& call,
                  const Told& told) {
    json.field("StartTime", time_text(zone, told.started));
    json.field("RingTime", seconds_between(call.rang, call.answered ? call.answered : call.ended));
    json.field("AnswerTime", time_text(zone, call.answered));
    json.field("EndTime", time_text(zone, call.ended));
    json.field("TalkDuration", seconds_between(call.answered, call.ended));
    json.field("TalkRound", call.talk_rounds);
    json.field("HangupBy", call.hangup_by);
    json.field("HangupReason", told.hangup_reason);
    json.field("SIPCode", call.sip_code);
    json.field("Robot", told.robot);
    json.field("RobotVersion", call.robot ? call.robot->version : 0);
    json.field("Intention", call.intention);
    json.raw_field("Labels", call.labels);
    json.raw_field("Slots", call.slots);
    json.raw_field("Transcript", call.transcript);
    json.field("AnsweredBy", call.answered_by);
    json.raw_field("Transfer", "{}");
    json.field("Link", link_of(context, call));
}

void write_attempts(JsonWriter& json, const Context& context, const Zone& zone,
                    const std::vector<store::Call>& attempts) {
    json.key("AttemptList");
    json.begin_array();
    for (auto& call : attempts) {
        json.begin_object();
        json.field("CallID", call.id);
        json.field("StartTime", zone.format(call.intended));
        json.field("Outcome", to_name(call.outcome));
        json.field("SIPCode", call.sip_code);
        json.field("Link", link_of(context, call));
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void write_call_record(JsonWriter& json, store::Db& db, const Context& context, const Zone& zone,
                       const store::Task& task, const store::Number& number, std::string_view call_id) {
    auto attempts = store::calls_of_number(db, number.account, number.task, number.row);
    const store::Call none{};
    auto asked = std::ranges::find(attempts, call_id, &store::Call::id);
    bool is_last = asked == attempts.end() || asked + 1 == attempts.end();
    const store::Call& told = attempts.empty() ? none : is_last ? attempts.back() : *asked;
    // A number's outcome is more than that of its last call: it may have been cancelled since.
    Outcome outcome = !is_last                                   ? told.outcome
                      : number.state == store::NumberState::done ? number.outcome
                                                                 : Outcome::none;
    const bool was_called = !attempts.empty();

    json.field("TaskID", task.id);
    json.field("TaskName", task.name);
    if (store::is_trial_task(db, task.key)) json.field("Test", true);
    json.field("PlanName", task.plan_name);
    json.field("Round", task.round);
    json.field("CallID", told.id);
    if (!number.trace.empty()) json.field("TraceID", number.trace);
    json.field("Callee", number.callee);
    write_row_fields(json, number.fields);
    json.field("Outcome", to_name(outcome));
    json.field("Attempts", number.attempts);
    write_course(json, context, zone, told,
                 {.started = was_called ? std::optional(told.intended) : std::nullopt,
                  .hangup_reason = is_last ? reason_of(db, number, told) : told.hangup_reason,
                  .robot = robot_name_of(db, task, told)});
    write_attempts(json, context, zone, attempts);
}

void write_call_record(JsonWriter& json, store::Db& db, const Context& context, const Zone& zone,
                       const store::Call& call) {
    auto task = call.task ? store::find_task(db, *call.task) : std::nullopt;
    auto robot = call.robot ? store::find_robot(db, call.account, call.robot->id) : std::nullopt;
    json.field("TaskID", task ? task->id : "");
    json.field("TaskName", task ? task->name : "");
    json.field("PlanName", "");
    json.field("Round", 0);
    json.field("CallID", call.id);
    json.field("Callee", call.callee);
    json.field("Outcome", to_name(call.outcome));
    json.field("Attempts", 1);
    write_course(json, context, zone, call,
                 {.started = call.intended, .hangup_reason = call.hangup_reason, .robot = robot ? robot->name : ""});
    write_attempts(json, context, zone, {call});
}

void write_task_summary(JsonWriter& json, store::Db& db, const Zone& zone, const store::Task& task) {
    static constexpr std::string_view kTypes[] = {"normal", "plan", "workflow", "route"};
    auto outcomes = store::counts(db, task.account, task.key, store::CountKind::outcome);
    json.field("TaskID", task.id);
    json.field("TaskName", task.name);
    if (store::is_trial_task(db, task.key)) json.field("Test", true);
    json.field("PlanName", task.plan_name);
    json.field("Round", task.round);
    json.field("Type", kTypes[static_cast<size_t>(task.type)]);
    json.field("Status", to_name(task.status));
    json.field("Robot", task.robot_name);
    json.field("SIPLine", task.line_name);
    json.field("StartTime", zone.format(task.starts));
    json.field("EndTime", zone.format(task.ends));
    json.field("CreatedTime", zone.format(task.created));
    json.field("FinishedTime", time_text(zone, task.finished));
    json.field("Total", task.total);
    json.field("Dialed", task.dialed);
    json.field("Connected", connected(outcomes));
    json.field("Pending", task.total - task.done);
    write_counts(json, "Outcomes", outcomes);
    write_counts(json, "Intentions", store::counts(db, task.account, task.key, store::CountKind::intention));
    json.field("TalkDuration", static_cast<double>(task.talk.count()) / 1000);
}

void write_recording_link(JsonWriter& json, const Context& context, const store::Task& task, std::string_view call_id) {
    json.begin_object();
    json.field("TaskName", task.name);
    json.field("TaskID", task.id);
    json.field("CallID", call_id);
    json.field("Link", context.links.recording(call_id, context.clock.now()));
    json.end_object();
}

}  // namespace tiller::campaign
