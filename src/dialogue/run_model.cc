// What a language model does in a run. It writes; what is said and done is decided here.
#include <fmt/format.h>

#include "dialogue/run_machine.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;

/// Sentences that are made ready while the one before them is said.
constexpr size_t kAhead = 2;

}  // namespace

void StateMachine::on(const ModelTold& told) {
    if (!model_.is_about(told.question)) return;
    if (told.is_over) return carry_out(model_.finish(told));
    if (!model_.wrote(told.text, now_)) return leave_model("it writes without end");
    if (phase_ == Phase::waiting) say_sentence();
    prepare_sentences();
}

void StateMachine::on(const SaidPartly& said) {
    if (said.playback == playback_) model_.heard_of_it(said.heard);
}

void StateMachine::tell_model(std::string_view words) {
    model_.heard(words);
    filler_said_ = false;
    // Silences and noises are counted between what the callee says, not over a whole conversation.
    talk_.climb_up();
    no_input_left_ = state().no_input.repeat;
    wrong_input_left_ = state().wrong_input.repeat;
    ask_model();
}

void StateMachine::ask_model() {
    if (auto bound = model_.bound_reached(now_); !bound.empty())
        return leave_model(fmt::format("all of its {} is used", bound));
    actions_.push_back(model_.ask(lookup_, now_));
    const ModelState& rules = *state().model;
    bool fills = !rules.filler.empty() && !filler_said_;
    start_timer(fills ? rules.filler_after : model_.patience_ends() - now_);
}

bool StateMachine::go_on_with_model() {
    if (say_sentence()) return true;
    if (parting_) {
        speak({std::exchange(parting_, nullptr)});
        return true;
    }
    if (leaving_) return false;
    if (model_.wants_anew()) {
        ask_model();
        return true;
    }
    if (model_.is_open()) start_timer(std::max(model_.patience_ends() - now_, 0ms));
    return model_.is_open();
}

bool StateMachine::say_sentence() {
    auto sentence = model_.next_sentence();
    if (!sentence) return false;
    Prompt prompt = ModelTalk::spoken(*sentence);
    speak({&prompt});
    prepare_sentences();
    return true;
}

void StateMachine::prepare_sentences() {
    while (auto sentence = model_.next_to_prepare(kAhead)) {
        actions_.push_back(
            Prepare{{definition_->language, definition_->voice, ModelTalk::spoken(*sentence).segments(lookup_)}});
    }
}

void StateMachine::carry_out(ModelWish wish) {
    for (auto& [name, value] : wish.slots) report_.slots[name] = std::move(value);
    switch (wish.kind) {
        case ModelWish::Kind::fail:
            return leave_model(wish.why);
        case ModelWish::Kind::leave:
            return leave_after_sentences(&wish.way->say, wish.way->way, "completed");
        default:
            phase_ == Phase::waiting ? after_prompt() : prepare_sentences();
    }
}

void StateMachine::model_is_late() {
    if (now_ >= model_.patience_ends()) return leave_model("no answer in time");
    // It writes, if slowly; or the filler is over.
    if (filler_said_ || state().model->filler.empty()) return start_timer(model_.patience_ends() - now_);
    filler_said_ = true;
    auto turn_end = std::exchange(turn_end_, std::nullopt);  // a filler is no answer
    speak({&state().model->filler});
    turn_end_ = turn_end;
}

void StateMachine::leave_model(std::string_view because) {
    stop_asking();
    actions_.push_back(LeftModel{std::string(because)});
    leave_after_sentences(nullptr, state().model->otherwise, "model");
}

void StateMachine::leave_after_sentences(const Prompt* words, const Transition& way, std::string_view reason) {
    apply(way.effects);
    want(talk_.stop());
    leaving_ = {way.target, std::string(reason)};
    parting_ = words;
    if (phase_ == Phase::waiting) after_prompt();
}

void StateMachine::stop_asking() {
    if (model_.give_up()) actions_.push_back(StopAsking{});
}

}  // namespace tiller::dialogue
