// What words do in a run.
#include <algorithm>

#include "base/text.h"
#include "dialogue/run_machine.h"

namespace tiller::dialogue {
namespace {

/// A callee who speaks longer, or whose words never come, is taken for one who says nothing.
constexpr Millis kLongestSpeech{30'000};
/// Who greets longer, a machine above all, is not heard out.
constexpr Millis kLongestGreeting{4'000};

bool is_any_of(std::string_view name, std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

void StateMachine::on(const SpeechBegan& began) {
    if (phase_ == Phase::ready || !talk_.is_listening_for(began.turn)) return;
    if (phase_ == Phase::opening) {
        greeted_since_ = now_;
        return start_timer(kLongestGreeting);
    }
    if (phase_ == Phase::speaking) {
        if (state().barge_in == BargeIn::none) return;
        stop_saying();
    }
    stop_asking();
    if (entry_.empty()) start_timer(kLongestSpeech);
}

void StateMachine::on(const Heard& heard) {
    if (phase_ == Phase::ready) return;
    Millis end = heard.end > Millis(0) ? heard.end : now_, start = heard.end > Millis(0) ? heard.start : now_;
    start = std::min(start, end);
    bool is_listening = talk_.is_listening_for(heard.turn);
    if (phase_ == Phase::opening && is_listening) return on_greeting(heard, start, end);
    bool is_answer = is_listening && !(phase_ == Phase::speaking && state().barge_in == BargeIn::none);
    Reaction reaction;
    if (is_answer) reaction = talk_.react(heard.text, heard.confidence);
    transcript_.heard(callee_turn(heard, start, end, reaction.meaning));
    if (is_answer) react(heard.text, std::move(reaction), end);
}

void StateMachine::react(std::string_view words, Reaction reaction, Millis end) {
    if (reaction.kind == Reaction::Kind::nothing) {
        if (phase_ == Phase::waiting && entry_.empty()) start_timer(state().wait);
        return;
    }
    stop_saying();
    stop_asking();
    entry_.clear();
    turn_end_ = end;
    switch (reaction.kind) {
        case Reaction::Kind::follow:
            return follow(*reaction.answer);
        case Reaction::Kind::filled:
            return fill(std::move(reaction.value));
        case Reaction::Kind::confirm:
            return ask_to_confirm(std::move(reaction.value));
        case Reaction::Kind::not_between:
            if (!state().speech->ask->not_between.empty()) return ask_anew(&state().speech->ask->not_between);
            return not_understood();
        case Reaction::Kind::for_model:
            return tell_model(words);
        default:
            // A noise while the model thinks changes nothing.
            return model_.has_unanswered() ? ask_model() : not_understood();
    }
}

/// "Yes?", a number or a name is how people answer a telephone: before the question it is no answer to it. Of the rest,
/// what can be said at any moment counts at once, and an answer when its question was asked.
void StateMachine::on_greeting(const Heard& heard, Millis start, Millis end) {
    Reaction reaction = talk_.react(heard.text, heard.confidence);
    const FirstHearing hearing = first_hearing(*definition_);
    const bool is_global = is_any_of(reaction.meaning, understanding::kGlobals);
    const bool is_early = hearing.is_certain && !is_any_of(reaction.meaning, understanding::kAnswers);
    const bool counts = reaction.kind == Reaction::Kind::follow && (is_global || is_early);
    transcript_.heard(callee_turn(heard, start, end, counts ? reaction.meaning : ""));
    turn_end_ = end;
    if (!counts) return begin();
    if (!is_global) {
        early_ = heard;
        return begin();
    }
    if (reaction.answer->then != Answer::Then::go) {
        apply(reaction.answer->way.effects);
        before_opening_ = &reaction.answer->say;
        return begin();
    }
    phase_ = Phase::waiting;
    state_ = hearing.state;
    leave_with(reaction.answer->say, reaction.answer->way, "completed");
}

void StateMachine::want(std::optional<Action> action) {
    if (action) actions_.push_back(std::move(*action));
}

void StateMachine::follow(const Answer& answer) {
    using Then = Answer::Then;
    switch (answer.then) {
        case Then::go:
            return leave_with(answer.say, answer.way, "completed");
        case Then::accept:
            return fill(talk_.pending());
        case Then::anew:
            return ask_anew(nullptr);
        case Then::repeat:
        case Then::slower:
            apply(answer.way.effects);
            return speak(std::vector<const Prompt*>{&answer.say, question()}, answer.then == Then::slower);
        case Then::tell_who: {
            apply(answer.way.effects);
            std::vector<const Prompt*> prompts = opening(*definition_);
            bool is_the_opening = std::ranges::find(prompts, question()) != prompts.end();
            if (!is_the_opening) prompts.push_back(question());
            return speak(prompts);
        }
    }
}

void StateMachine::fill(std::string value) {
    const Ask& ask = *state().speech->ask;
    talk_.settle();
    report_.slots[ask.slot] = std::move(value);
    take(ask.then, "completed");
}

void StateMachine::ask_to_confirm(std::string value) {
    report_.slots[state().speech->ask->slot] = value;  // so that it can be said
    want(talk_.open_confirmation(std::move(value)));
    speak({&state().speech->ask->confirm});
}

void StateMachine::ask_anew(const Prompt* before) {
    report_.slots.erase(state().speech->ask->slot);
    if (talk_.is_confirming()) want(talk_.close_confirmation());
    static const Prompt kNothing;
    speak({before ? before : &kNothing, &state().say});
}

void StateMachine::not_understood() {
    const Rung& rung = talk_.step_down();
    switch (rung.kind) {
        case Rung::Kind::repeat:
            return speak({&rung.say, question()});
        case Rung::Kind::rephrase:
            if (talk_.is_confirming()) return speak({question()});
            return speak({&rung.say});
        case Rung::Kind::keys:
            want(talk_.stop());
            return speak({&rung.say});
        case Rung::Kind::leave:
            return leave_with(rung.say, rung.way, "not_understood");
    }
}

void StateMachine::drop_unconfirmed() {
    if (!talk_.is_confirming()) return;
    report_.slots.erase(state().speech->ask->slot);
    talk_.settle();
}

void StateMachine::leave_with(const Prompt& words, const Transition& way, std::string_view reason) {
    if (words.empty()) return take(way, reason);
    apply(way.effects);
    want(talk_.stop());
    leaving_ = {way.target, std::string(reason)};
    speak({&words});
}

}  // namespace tiller::dialogue
