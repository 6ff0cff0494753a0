#include "dialer/conversation.h"

#include <simdjson.h>

#include "base/json/json.h"
#include "base/text.h"

namespace tiller::dialer {
namespace {

double in_seconds(Millis t) { return static_cast<double>(t.count()) / 1000; }

std::string labels_json(const dialogue::Report& report) {
    JsonWriter json;
    json.begin_array();
    for (auto& label : report.labels) json.value(label);
    json.end_array();
    return json.take();
}

std::string slots_json(const dialogue::Report& report) {
    JsonWriter json;
    json.begin_object();
    for (auto& [name, value] : report.slots) json.field(name, value);
    json.end_object();
    return json.take();
}

std::string transcript_json(const dialogue::Report& report) {
    JsonWriter json;
    json.begin_array();
    for (auto& turn : report.transcript) {
        json.begin_object();
        json.field("Role", turn.role == dialogue::Turn::Role::robot ? "robot" : "callee");
        json.field("Text", turn.text);
        json.field("Start", in_seconds(turn.start));
        json.field("End", in_seconds(turn.end));
        json.field("Confidence", turn.confidence);
        json.end_object();
    }
    json.end_array();
    return json.take();
}

}  // namespace

dialogue::Values values_of(std::string_view fields, std::string_view callee) {
    thread_local simdjson::dom::parser parser;
    dialogue::Values values;
    simdjson::dom::object object;
    if (parser.parse(fields.data(), fields.size()).get(object) == simdjson::SUCCESS) {
        for (auto field : object) {
            if (field.value.is_null()) continue;  // as if it had not been sent
            std::string_view text;
            bool is_text = field.value.get(text) == simdjson::SUCCESS;
            values[std::string(field.key)] = is_text ? std::string(trim(text)) : simdjson::to_string(field.value);
        }
    }
    values["Callee"] = callee;
    values.try_emplace("Mobile", callee);
    return values;
}

bool refused_by_line(const sip::Ended& ended) {
    if (ended.code == 401 || ended.code == 403 || ended.code == 407) return true;
    return ended.by == sip::EndedBy::system && !ended.had_ringing && (ended.code == 408 || ended.code == 503);
}

void conclude(Conversation& c, const sip::Ended& ended, Instant now, Conversation::Time steady_now) {
    store::Call& call = c.order.call;
    bool talked = c.run != nullptr;
    call.sip_code = ended.code;
    call.hangup_reason = !c.our_reason.empty() ? c.our_reason : ended.reason;
    call.hangup_by = ended.by == sip::EndedBy::peer ? "callee" : "system";
    // Monotonic time decides the length of a talk: the wall clock may be set meanwhile.
    call.ended = talked ? *call.answered + c.since_answer(steady_now) : now;
    if (talked) {
        c.run->handle(dialogue::HungUp{}, c.since_answer(steady_now));
        c.response_times.settle(c.answered_at);
        dialogue::Report report = c.run->report();
        if (report.robot_hung_up) call.hangup_by = "robot";
        if (call.hangup_by != "system" || call.hangup_reason.empty()) call.hangup_reason = report.reason;
        call.intention = report.intention;
        call.talk_rounds = report.talk_rounds;
        call.answer_latency = c.response_times.answer();
        call.turn_latencies = c.response_times.turns_json();
        call.opt_out = report.opt_out;
        call.labels = labels_json(report);
        call.slots = slots_json(report);
        call.transcript = transcript_json(report);
        call.answered_by = "unknown";
    }
    call.outcome = campaign::outcome_of({.sip_code = ended.code,
                                         .had_ringing = ended.had_ringing,
                                         .ring_limit = c.ring_limit,
                                         .media_failed = c.media_failed,
                                         .line_refused_us = ended.code == 401 || ended.code == 407},
                                        c.order.line->outcomes);
}

}  // namespace tiller::dialer
