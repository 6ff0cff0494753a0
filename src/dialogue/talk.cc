#include "dialogue/talk.h"

#include <algorithm>

namespace tiller::dialogue {
namespace {

using Kind = Reaction::Kind;

/// Below this nothing is understood, whatever the words. Recognizers reject by rules of their own before.
constexpr double kLeastConfidence = 0.3;
/// Of the words to a model, what must have been meant for it not to hear them: nearly all. "What about Friday?" is no "what?".
constexpr double kAllMeant = 0.85;
/// Of silence in an answer that is thought about: a date, an amount, a number.
constexpr std::chrono::milliseconds kPauseInValue{1000};

}  // namespace

std::optional<Action> Talk::enter(const Definition& definition, const State& state) {
    definition_ = &definition;
    state_ = &state;
    rung_ = 0;
    pending_.reset();
    return listen(state.speech ? &state.speech->hearing : nullptr);
}

std::optional<Action> Talk::await(const Definition& definition, const State& state) {
    auto action = enter(definition, state);
    if (action) {
        Listening& listening = std::get<Listen>(*action).listening;
        listening.barge_in = BargeIn::speech;
        listening.pause = Listening{}.pause;
    }
    return action;
}

std::optional<Action> Talk::open_confirmation(std::string value) {
    bool is_open = pending_.has_value();
    pending_ = std::move(value);
    if (is_open || !hearing_) return std::nullopt;
    return listen(&state_->speech->ask->confirming);
}

std::optional<Action> Talk::close_confirmation() {
    pending_.reset();
    if (!hearing_) return std::nullopt;
    return listen(&state_->speech->hearing);
}

std::optional<Action> Talk::stop() { return listen(nullptr); }

std::optional<Action> Talk::listen(const Hearing* hearing) {
    bool was_listening = hearing_ != nullptr;
    hearing_ = hearing;
    if (!hearing) return was_listening ? std::optional<Action>(StopListening{}) : std::nullopt;
    Listening listening;
    listening.turn = ++turn_;
    listening.language = definition_->language;
    listening.grammar = hearing->grammar;
    listening.free_speech = hearing->free_speech;
    // What waits for keys yields only to what it knows: its prompt is not to be cut by any sound of a voice.
    bool only_globals = state_->speech->only_globals && state_->barge_in == BargeIn::speech;
    listening.barge_in = only_globals ? BargeIn::words : state_->barge_in;
    if (hearing->expected.question) listening.pause = std::max(listening.pause, kPauseInValue);
    return Listen{std::move(listening)};
}

Reaction Talk::react(std::string_view text, double confidence) const {
    const Speech& speech = *state_->speech;
    auto understood = understanding::understand(hearing_->expected, text, confidence, today_);
    bool is_unknown = understood.empty() || understood.confidence < kLeastConfidence;
    if (state_->model && !text.empty() && confidence >= kLeastConfidence) {
        bool is_urgent = !is_unknown && intent_name(understood) == "stop_calling";
        if (is_unknown || (!is_urgent && understood.confidence < kAllMeant * confidence))
            return {Kind::for_model, nullptr, "", "for the model"};
    }
    if (is_unknown) {
        return {speech.only_globals ? Kind::nothing : Kind::not_understood, nullptr, ""};
    }
    Reaction reaction = is_confirming() ? react_to_confirmation(understood) : decide(understood);
    if (understood.intent >= 0) reaction.meaning = intent_name(understood);
    if (understood.value) {
        reaction.meaning += (reaction.meaning.empty() ? "" : ", ") + speech.ask->slot + " " + *understood.value;
    }
    return reaction;
}

std::string_view Talk::intent_name(const understanding::Understood& understood) const {
    return understood.intent < 0 ? std::string_view()
                                 : hearing_->expected.intents[static_cast<size_t>(understood.intent)].name;
}

Reaction Talk::decide(const understanding::Understood& understood) const {
    const Ask* ask = state_->speech->ask ? &*state_->speech->ask : nullptr;
    std::string_view intent = intent_name(understood);
    // "Yes, on Friday": the day is what was asked for. "Not now, on Friday" is something else.
    if (understood.value && (intent.empty() || intent == "yes" || intent == "no")) {
        if (!understood.is_between) return {Kind::not_between, nullptr, ""};
        return {ask->confirm.empty() ? Kind::filled : Kind::confirm, nullptr, *understood.value};
    }
    return {Kind::follow, &hearing_->answers[static_cast<size_t>(understood.intent)], ""};
}

/// "No, Friday" corrects, and so does "Friday"; the same day once more is a yes.
Reaction Talk::react_to_confirmation(const understanding::Understood& understood) const {
    const Answer* answer = understood.intent < 0 ? nullptr : &hearing_->answers[static_cast<size_t>(understood.intent)];
    bool corrects = !answer || answer->then == Answer::Then::anew || answer->then == Answer::Then::accept;
    if (!understood.value || !corrects) return {Kind::follow, answer, ""};
    if (*understood.value == *pending_ && (!answer || answer->then == Answer::Then::accept)) {
        return {Kind::filled, nullptr, *understood.value};
    }
    if (!understood.is_between) return {Kind::not_between, nullptr, ""};
    return {Kind::confirm, nullptr, *understood.value};
}

const Rung& Talk::step_down() {
    const std::vector<Rung>& ladder = state_->speech->ladder;
    const Rung& rung = ladder[std::min(rung_, ladder.size() - 1)];
    ++rung_;
    return rung;
}

}  // namespace tiller::dialogue
