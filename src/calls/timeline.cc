#include "calls/timeline.h"

#include <algorithm>

#include "base/json/json.h"

namespace tiller::calls {
namespace {

std::string_view word_of(dialogue::ShipmentTold::Result result) {
    using enum dialogue::ShipmentTold::Result;
    return result == found ? "found" : result == unknown ? "unknown" : "failed";
}

}  // namespace

void Timeline::add(Entry entry) {
    if (entries_.size() > kMost) return;
    if (!entries_.empty()) entry.at = std::max(entry.at, entries_.back().at);
    if (entries_.size() == kMost) entry = {.at = entry.at, .kind = "cut"};
    entries_.push_back(std::move(entry));
}

void Timeline::happened(const dialogue::Event& event, Millis at) {
    if (std::holds_alternative<dialogue::Answered>(event)) add({.at = at, .kind = "answered"});
    if (std::holds_alternative<dialogue::PlaybackDone>(event)) add({.at = at, .kind = "said"});
    if (std::holds_alternative<dialogue::TimerFired>(event)) add({.at = at, .kind = "silence"});
    if (auto* digit = std::get_if<dialogue::Digit>(&event)) add({.at = at, .kind = "key", .text = {digit->key}});
    if (std::holds_alternative<dialogue::SpeechBegan>(event)) add({.at = at, .kind = "speech"});
    if (auto* heard = std::get_if<dialogue::Heard>(&event))
        add({.at = at,
             .kind = "heard",
             .text = heard->text,
             .rejected = heard->rejected,
             .by = heard->heard_by,
             .confidence = heard->confidence,
             .start = heard->start,
             .end = heard->end});
    if (auto* told = std::get_if<dialogue::ShipmentTold>(&event))
        add({.at = at, .kind = "shipment", .text = std::string(word_of(told->result))});
    if (auto* told = std::get_if<dialogue::ModelTold>(&event)) model_told(*told, at);
}

void Timeline::entered(std::string_view state, Millis at) {
    add({.at = at, .kind = "state", .text = std::string(state)});
}

void Timeline::says(const dialogue::Say& say, std::shared_ptr<media::Departure> departure, Millis at) {
    add({.at = at, .kind = "says", .answers = say.answers, .departure = std::move(departure)});
}

/// Its first piece, and its end.
void Timeline::model_told(const dialogue::ModelTold& told, Millis at) {
    if (!told.is_over && std::exchange(writing_, told.question) != told.question)
        add({.at = at, .kind = "model_writes"});
    if (!told.is_over) return;
    Entry entry{.at = at, .kind = told.answer ? "model" : "model_failed", .because = told.why};
    if (told.answer) entry.tokens = told.answer->tokens_in + told.answer->tokens_out;
    add(std::move(entry));
}

void Timeline::asked_model(Millis at) { add({.at = at, .kind = "asks_model"}); }
void Timeline::left_model(const std::string& because, Millis at) {
    add({.at = at, .kind = "left_model", .because = because});
}
void Timeline::stopped_saying(Millis at) { add({.at = at, .kind = "stops"}); }
void Timeline::judged(const answering::Judgement& judgement, Millis at) {
    if (who_ == judgement.verdict.who) return;
    who_ = judgement.verdict.who;
    add({.at = at,
         .kind = "answered_by",
         .text = std::string(to_name(*who_)),
         .because = std::string(judgement.verdict.because)});
}

void Timeline::hung_up(Millis at) { add({.at = at, .kind = "hangs_up"}); }
void Timeline::left(Millis at) { add({.at = at, .kind = "over"}); }

std::string Timeline::to_json(Time answered) const {
    JsonWriter json;
    json.begin_array();
    for (const Entry& entry : entries_) {
        json.begin_object();
        json.field("at", entry.at.count());
        json.field("kind", entry.kind);
        if (!entry.text.empty())
            json.field(entry.kind == "state" ? "state" : entry.kind == "key" ? "key" : "text", entry.text);
        if (!entry.because.empty()) json.field("because", entry.because);
        if (!entry.rejected.empty()) json.field("rejected", entry.rejected);
        if (!entry.by.empty()) json.field("by", entry.by);
        if (entry.tokens) json.field("tokens", *entry.tokens);
        if (entry.confidence) json.field("confidence", *entry.confidence);
        if (entry.start) json.field("start", entry.start->count());
        if (entry.end) json.field("end", entry.end->count());
        if (entry.answers) json.field("answers", entry.answers->count());
        if (auto moment = entry.departure ? entry.departure->moment() : std::nullopt)
            json.field("left", std::chrono::duration_cast<Millis>(*moment - answered).count());
        json.end_object();
    }
    json.end_array();
    return json.take();
}

}  // namespace tiller::calls
