#pragma once
// The run of a dialogue: a state machine over the states of a Definition. See Run in dialogue.h for its invariants.
//
//            Answered, a pause or a greeting; say, nothing listens: PlaybackDone
//   ready ──► opening ─► speaking ◄─────────────────────────────┐
//                         │    ▲ └──────────────────────────────┘
//       a key barges in,  │    │ key or pause that leads on,
//       PlaybackDone      ▼    │ no input, wrong input: said again
//                        waiting ──────► ended   (from anywhere: max_call, HungUp)
// run.cc has the events, the states and the ends, run_keys.cc what keys do, run_speech.cc what words do, run_model.cc what
// a language model does.
#include <span>

#include "dialogue/definition.h"
#include "dialogue/model_talk.h"
#include "dialogue/talk.h"
#include "dialogue/transcript.h"

namespace tiller::dialogue {

class StateMachine final : public Run {
  public:
    StateMachine(DefinitionPtr definition, Values values, std::optional<Date> today)
        : definition_(std::move(definition)),
          values_(std::move(values)),
          state_(definition_->start),
          talk_(today),
          model_(today) {}

    std::vector<Action> handle(const Event& event, Millis at) override;
    bool ended() const override { return phase_ == Phase::ended; }
    Report report() const override;
    const std::vector<std::string_view>& entered() const override { return entered_; }

  private:
    enum class Phase { ready, opening, speaking, waiting, ended };

    const State& state() const { return definition_->states[static_cast<size_t>(state_)]; }

    // Events.
    void on(const Answered&);
    void on(const PlaybackDone& done);
    void on(const Digit& digit);
    void on(const TimerFired& fired);
    void on(const HungUp&);
    void on(const ShipmentTold& told);
    void on(const SpeechBegan& began);
    void on(const Heard& heard);
    void on(const ModelTold& told);
    void on(const SaidPartly& said);

    // States.
    /// The callee has the phone at the ear.
    void begin();
    /// What was said before the robot's first words; it ended at `end`.
    void on_greeting(const Heard& heard, Millis start, Millis end);
    void enter();
    /// Asked before the prompt, so that it is found while the robot speaks.
    void ask_shipment();
    void use_told();
    /// Says the prompts as one; with nothing to say goes on as if it had been said.
    void speak(std::span<const Prompt* const> prompts, bool slowly = false);
    void speak(std::initializer_list<const Prompt*> prompts) { speak(std::span(prompts.begin(), prompts.size())); }
    void after_prompt();
    const Transition& chosen_branch() const;
    /// What the state asks: its prompt, or whether the value is right.
    const Prompt* question();
    void try_again(const Retry& retry, int& left, std::string_view reason);

    // Keys.
    bool takes_keys_now() const;
    bool knows(char key) const;
    void remember(char key);
    void use_remembered();
    void use(char key);
    void finish_entry();

    // Words.
    void want(std::optional<Action> action);
    void react(std::string_view words, Reaction reaction, Millis end);
    void follow(const Answer& answer);
    void fill(std::string value);
    void ask_to_confirm(std::string value);
    void ask_anew(const Prompt* before);
    void not_understood();
    /// A value of which nobody has said that it is right is not told.
    void drop_unconfirmed();
    // A language model.
    void tell_model(std::string_view words);
    void ask_model();
    /// Whatever comes next while a model runs the state; false: it is the callee's turn, or the state is left.
    bool go_on_with_model();
    bool say_sentence();
    void prepare_sentences();
    void carry_out(ModelWish wish);
    /// No sentence of it is there yet: a filler first, then the script.
    void model_is_late();
    void leave_model(std::string_view because);
    /// After the model's last sentences; `words`, if any, come after them.
    void leave_after_sentences(const Prompt* words, const Transition& way, std::string_view reason);
    void stop_asking();

    /// Says the last words of this state, then takes the way, whose effects come at once.
    void leave_with(const Prompt& words, const Transition& way, std::string_view reason);

    // Ways and ends.
    /// `reason` is told if the way leads out of the call.
    void take(const Transition& way, std::string_view reason);
    void go_to(int target, std::string_view reason);
    void apply(const Effects& effects);
    void end(std::string_view reason);
    void stop_saying();
    /// Never later than the end of the longest call.
    void start_timer(Millis after);

    std::string value(std::string_view name) const;

    const DefinitionPtr definition_;
    const Values values_;
    const Lookup lookup_ = [this](std::string_view name) { return value(name); };

    Phase phase_ = Phase::ready;
    int state_;
    std::optional<int> next_;  // the state to enter before handle() returns
    uint64_t visit_ = 0;       // counts the states entered
    int no_input_left_ = 0, wrong_input_left_ = 0;

    Millis now_{0};
    Millis moment_{0};                // of the event that is being handled, as it was given
    std::optional<Millis> turn_end_;  // of the callee's turn that is not answered yet
    uint64_t timer_ = 0, playback_ = 0;
    bool timer_is_limit_ = false;

    uint64_t query_ = 0;                // counts the questions for shipments
    std::optional<ShipmentTold> told_;  // the answer to the last one, until it is used

    std::string entry_;       // digits collected so far
    std::string remembered_;  // keys for the next state that listens
    std::string last_key_;
    std::optional<char> late_end_key_;
    Millis late_until_{0};

    Talk talk_;
    ModelTalk model_;
    bool filler_said_ = false;                // for the question that is open
    Prompt last_words_;                       // of the model, to be said again
    const Prompt* parting_ = nullptr;         // after the model's last sentences
    std::optional<Millis> greeted_since_;     // what the callee says before the robot does began then
    const Prompt* before_opening_ = nullptr;  // what is said before the first words
    std::optional<Heard> early_;              // an answer that came before its question, until that was asked
    struct Leaving {
        int target;
        std::string reason;
    };
    std::optional<Leaving> leaving_;  // after the words that are being said

    std::vector<Action> actions_;
    std::vector<std::string_view> entered_;  // by the event that is being handled
    Transcript transcript_;
    Report report_;
};

}  // namespace tiller::dialogue
