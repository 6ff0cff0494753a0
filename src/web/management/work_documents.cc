#include "web/management/work_documents.h"

#include "base/json/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "store/setup.h"

namespace tiller::management {
namespace {

void write_time(JsonWriter& json, std::string_view name, const std::optional<Instant>& at) {
    json.key(name);
    at ? json.value(to_rfc3339_ms(*at)) : json.null();
}

void write_counts(JsonWriter& json, store::Db& db, const store::Task& task, std::string_view name,
                  store::CountKind kind) {
    json.key(name);
    json.begin_object();
    for (const auto& [word, n] : store::counts(db, task.account, task.key, kind)) json.field(word, n);
    json.end_object();
}

double in_seconds(Millis time) { return static_cast<double>(time.count()) / 1000; }

}  // namespace

std::string to_document(store::Db& db, const store::Task& task) {
    JsonWriter json;
    json.begin_object();
    json.field("id", task.id);
    json.field("name", task.name);
    json.field("status", to_name(task.status));
    json.field("total", task.total);
    json.field("dialed", task.dialed);
    json.field("done", task.done);
    json.field("type", kTaskTypes[static_cast<size_t>(task.type)]);
    json.field("plan", task.plan_name);
    json.field("round", task.round);
    json.field("robot", task.robot_name);
    json.field("robot_method", task.robot_is_group ? "group" : "single");
    json.field("line", task.line_name);
    json.field("starts", to_rfc3339_ms(task.starts));
    json.field("ends", to_rfc3339_ms(task.ends));
    json.field("repeat_interval", task.repeat_interval);
    json.field("repeat_num", task.repeat_num);
    json.field("dnc_switch", task.dnc_switch);
    json.field("created", to_rfc3339_ms(task.created));
    write_time(json, "finished", task.finished);
    json.field("talk_seconds", in_seconds(task.talk));
    write_counts(json, db, task, "outcomes", store::CountKind::outcome);
    write_counts(json, db, task, "intentions", store::CountKind::intention);
    json.end_object();
    return json.take();
}

std::string to_document(store::Db& db, const store::Plan& plan, bool with_tasks) {
    JsonWriter json;
    json.begin_object();
    json.field("name", plan.name);
    json.field("status", to_name(plan.status));
    json.field("strategy", plan.strategy);
    json.field("line", plan.line_name);
    json.field("date", format_date({plan.date}));
    json.field("total", plan.total);
    json.field("round", plan.round);
    write_time(json, "next_round_at", plan.next_round_at);
    json.field("dnc_switch", plan.dnc_switch);
    json.field("created", to_rfc3339_ms(plan.created));
    write_time(json, "finished", plan.finished);
    if (with_tasks) {
        json.key("tasks");
        json.begin_array();
        for (const auto& task : store::tasks_of_plan(db, plan.account, plan.key)) json.raw(to_document(db, task));
        json.end_array();
    }
    json.end_object();
    return json.take();
}

std::string_view state_of(const store::Call& call) {
    if (call.ended_state || call.ended) return "ended";
    if (call.answered) return "talking";
    return call.rang ? "ringing" : "dialing";
}

std::string to_document(store::Db& db, const store::Call& call, const CallDetail& detail) {
    auto task = call.task ? store::find_task(db, *call.task) : std::nullopt;
    auto line = store::find_line(db, call.line);
    auto robot = call.robot ? store::find_robot(db, call.account, call.robot->id) : std::nullopt;
    JsonWriter json;
    json.begin_object();
    json.field("id", call.id);
    json.field("callee", call.callee);
    json.field("state", state_of(call));
    json.field("outcome", to_name(call.outcome));
    json.field("task", task ? task->id : "");
    json.field("task_name", task ? task->name : "");
    json.field("attempt", call.attempt.value_or(0));
    json.field("line", line ? line->name : "");
    json.field("robot", robot ? robot->name : call.robot ? call.robot->id : "");
    json.field("robot_version", call.robot ? call.robot->version : 0);
    json.field("intended", to_rfc3339_ms(call.intended));
    write_time(json, "rang", call.rang);
    write_time(json, "answered", call.answered);
    write_time(json, "ended", call.ended);
    json.field("sip_code", call.sip_code);
    json.field("hangup_by", call.hangup_by);
    json.field("hangup_reason", call.hangup_reason);
    json.field("answered_by", call.answered_by);
    json.field("intention", call.intention);
    json.field("recorded", call.recorded);
    if (detail.with_transcript) {
        json.field("talk_rounds", call.talk_rounds);
        json.key("answer_latency_ms");
        call.answer_latency ? json.value(call.answer_latency->count()) : json.null();
        json.raw_field("turn_latencies_ms", call.turn_latencies);
        json.raw_field("answering", call.answering.empty() ? "null" : call.answering);
        json.key("message_left");
        call.message_left ? json.value(*call.message_left) : json.null();
        json.raw_field("labels", call.labels);
        json.raw_field("slots", call.slots);
        json.raw_field("transcript", call.transcript);
        json.field("recording", detail.links && call.recorded ? detail.links->recording(call.id, detail.now) : "");
    }
    if (detail.story) detail.story(json);
    json.end_object();
    return json.take();
}

std::string timeline_document(const store::Call& call) {
    JsonWriter json;
    json.begin_object();
    json.field("call", call.id);
    json.field("outcome", to_name(call.outcome));
    json.field("answered_by", call.answered_by);
    json.field("intention", call.intention);
    json.key("answer_latency_ms");
    call.answer_latency ? json.value(call.answer_latency->count()) : json.null();
    json.raw_field("turn_latencies_ms", call.turn_latencies);
    json.raw_field("slots", call.slots);
    json.raw_field("transcript", call.transcript);
    json.raw_field("entries", call.timeline);
    json.end_object();
    return json.take();
}

}  // namespace tiller::management
