#pragma once
// What a robot does once it is known that a machine answered: docs/answering.md.
#include "calls/participant.h"
#include "dialogue/definition.h"

namespace tiller::calls {

/// Hangs up, leaves the robot's message when the machine listens, or tells a screening machine who calls and waits for
/// the person.
///
///          a machine             it listens            said
///   robot ───────────► waiting ────────────► speaking ──────┬──► over
///     ▲                   └── patience ends ──► over        └──► screened ── nobody comes ──► over
///     └────────────────────── somebody speaks ───────────────────────┘
///
/// Thread rule: that of the participant that it is part of.
/// Invariant: while `has_floor`, the robot's dialogue is told nothing and says nothing.
class MachineTalk {
  public:
    MachineTalk(dialogue::DefinitionPtr robot, dialogue::Values values)
        : robot_(std::move(robot)), values_(std::move(values)) {}

    bool has_floor() const { return phase_ != Phase::robot; }
    /// Who answered. True: a person came, and the dialogue is to begin anew.
    bool judged(const answering::Judgement& judgement, Millis since_answer, CallPort& port);
    /// The same, for what was said and how long was waited.
    bool played(uint64_t playback, Millis since_answer, CallPort& port);
    void timer_fired(uint64_t timer, CallPort& port);
    void left(Millis since_answer);

    bool has_hung_up() const { return hung_up_; }
    /// Nothing: there was no message to be left.
    std::optional<bool> message_left() const { return message_left_; }
    const std::vector<dialogue::Turn>& said() const { return said_; }

  private:
    enum class Phase { robot, waiting, speaking, screened, over };

    const dialogue::Answering& rules() const { return *robot_->answering; }
    void begin(CallPort& port);
    void speak(Millis since_answer, CallPort& port);
    bool take_person(CallPort& port);
    void hang_up(CallPort& port);

    const dialogue::DefinitionPtr robot_;
    const dialogue::Values values_;
    Phase phase_ = Phase::robot;
    bool screens_ = false;  // the machine asks who calls, and we have an answer
    bool answered_back_ = false;
    bool person_came_ = false;
    bool hung_up_ = false;
    std::optional<bool> message_left_;
    std::vector<dialogue::Turn> said_;
};

}  // namespace tiller::calls
