#include "answering/judgement.h"

#include "base/json/json.h"

namespace tiller::answering {
namespace {

void write(JsonWriter& json, const Verdict& verdict) {
    json.field("who", to_name(verdict.who));
    json.field("at_ms", verdict.at.count());
    json.field("because", verdict.because);
}

void write(JsonWriter& json, std::string_view name, const Features& heard) {
    json.key(name);
    json.begin_object();
    json.key("lead_ms");
    heard.lead ? json.value(heard.lead->count()) : json.null();
    json.field("voiced_ms", heard.voiced.count());
    json.field("span_ms", heard.span.count());
    json.field("segments", heard.segments);
    json.field("longest_segment_ms", heard.longest_segment.count());
    json.field("longest_gap_ms", heard.longest_gap.count());
    json.field("trailing_silence_ms", heard.trailing_silence.count());
    json.field("level_variation", heard.level_variation);
    json.end_object();
}

}  // namespace

Judgement judgement_of(const Detector& detector) {
    return {detector.verdict(), detector.may_leave_message(), detector.was_answered_back(),
            to_json(detector.verdict(), detector.evidence())};
}

std::string to_json(const Verdict& verdict, const Evidence& evidence) {
    JsonWriter json;
    json.begin_object();
    write(json, verdict);
    json.key("verdicts");
    json.begin_array();
    for (const Verdict& one : evidence.verdicts) {
        json.begin_object();
        write(json, one);
        json.end_object();
    }
    json.end_array();
    json.key("signals");
    json.begin_array();
    for (const Heard& heard : evidence.signals) {
        json.begin_object();
        json.field("signal", to_name(heard.signal));
        json.field("hertz", static_cast<int64_t>(heard.hertz + 0.5));
        json.field("from_ms", heard.from.count());
        json.field("to_ms", heard.to.count());
        json.end_object();
    }
    json.end_array();
    json.key("phrases");
    json.begin_array();
    for (const std::string_view phrase : evidence.phrases) json.value(phrase);
    json.end_array();
    write(json, "at_first", evidence.at_first);
    write(json, "at_last", evidence.at_last);
    json.end_object();
    return json.take();
}

}  // namespace tiller::answering
