#pragma once
// What a run makes of words: what it listens for, what was meant, a value that waits to be confirmed, and the ladder
// that it climbs down when it does not understand.
#include <optional>
#include <string>

#include "base/zone.h"
#include "dialogue/definition.h"

namespace tiller::dialogue {

/// What a state of the dialogue does with words that were heard.
struct Reaction {
    enum class Kind {
        nothing,      // words that mean nothing to a state that waits for keys
        follow,       // `answer`
        filled,       // `value` is known, and need not be confirmed
        confirm,      // `value` is known, and to be confirmed
        not_between,  // a value out of its bounds
        for_model,    // words for the model that runs the state
        not_understood,
    };
    Kind kind = Kind::nothing;
    const Answer* answer = nullptr;
    std::string value;
    std::string meaning{};  // for the transcript
};

/// Invariants:
///  1. Turns count up; a turn that is not the last one, or that has ended, is none.
///  2. What is heard is understood by the state that is in, or by its confirmation while one is open.
class Talk {
  public:
    explicit Talk(std::optional<Date> today) : today_(today) {}

    /// A state is entered: what to do about listening, if anything.
    std::optional<Action> enter(const Definition& definition, const State& state);
    /// Before the first words: what will be said to `state` may be said now.
    std::optional<Action> await(const Definition& definition, const State& state);
    /// The same question again, with a value that is to be confirmed, or without.
    std::optional<Action> open_confirmation(std::string value);
    std::optional<Action> close_confirmation();
    /// The value is confirmed or given up, and the state is left.
    void settle() { pending_.reset(); }
    /// Keys only from now on, or the state's last words are being said.
    std::optional<Action> stop();

    bool is_listening_for(uint64_t turn) const { return hearing_ && turn == turn_; }
    bool is_confirming() const { return pending_.has_value(); }
    const std::string& pending() const { return *pending_; }
    Reaction react(std::string_view text, double confidence) const;
    /// Words were understood: the ladder begins anew.
    void climb_up() { rung_ = 0; }
    /// The next rung; the last one comes again and again.
    const Rung& step_down();

  private:
    std::optional<Action> listen(const Hearing* hearing);
    std::string_view intent_name(const understanding::Understood& understood) const;
    Reaction decide(const understanding::Understood& understood) const;
    Reaction react_to_confirmation(const understanding::Understood& understood) const;

    const std::optional<Date> today_;
    const Definition* definition_ = nullptr;
    const State* state_ = nullptr;
    const Hearing* hearing_ = nullptr;  // what is listened for; null: nothing
    uint64_t turn_ = 0;
    size_t rung_ = 0;
    std::optional<std::string> pending_;
};

}  // namespace tiller::dialogue
