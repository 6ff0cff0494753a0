#pragma once
// A dialogue after reading and checking: states and the ways between them.
//
// Invariants of a Definition that load() handed out:
//  1. Every target is a state's index or kHangUp; every name in a prompt or condition is in `scope`.
//  2. A state has exactly one kind of way out: it listens (keys, collect, answers, ask, model), asks for a shipment,
//     branches, goes on, or hangs up; the last branch has no condition.
//  3. Every state can be reached from `start`.
//  4. No cycle is made only of ways that need nothing from the callee, so a run that hears nothing ends.
//  5. If one state hears words, each state that listens does, at least to what can be said at any moment; one that
//     hears words knows how a callee asks not to be called again.
// Later ways to leave (transfer) are further members of State beside these.
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "dialogue/answering.h"
#include "dialogue/condition.h"
#include "dialogue/dialogue.h"
#include "dialogue/model_state.h"
#include "dialogue/names.h"
#include "dialogue/prompt.h"
#include "dialogue/ways.h"
#include "understanding/understand.h"

namespace tiller::dialogue {

struct Collect {
    std::string slot;
    int least = 1, most = 1;  // digits
    std::optional<char> end_key;
    int64_t from = 0, to = std::numeric_limits<int64_t>::max();  // the value, as a number
    bool bounded = false;                                        // from and to are to be minded
    Millis pause{3000};                                          // after a digit, before the entry counts as ended
    Transition then;
};

/// The state asks where a shipment is, while it speaks, and fills the slots of shipment_words.h.
struct ShipmentQuestion {
    Prompt number, carrier;  // carrier: 17TRACK's key; empty: not known
    Millis wait{5000};       // after the prompt, before it counts as failed
    Transition found, unknown, failed;
};

/// What follows on one thing that the callee may say.
struct Answer {
    enum class Then {
        go,        // `way`, after `say`
        repeat,    // the question again, after `say`
        slower,    // the question again, with pauses
        tell_who,  // the words that the call began with, then the question again
        accept,    // of a value that is to be confirmed: it is right
        anew,      // of a value that is to be confirmed: it is wrong, and asked for again
    };
    Then then = Then::go;
    Prompt say;
    Transition way;  // its effects come at once, whatever follows
};

/// What follows when words were not understood, one rung after the other.
struct Rung {
    enum class Kind { repeat, rephrase, keys, leave };
    Kind kind = Kind::repeat;
    Prompt say;  // of repeat before the question, of rephrase and keys instead of it, of leave the last words
    Transition way;
};

/// What may be said at a moment, and what follows: `answers` are those of `expected.intents`.
struct Hearing {
    understanding::Expectation expected;
    std::vector<Answer> answers;
    GrammarPtr grammar;
    bool free_speech = false;
};

/// A value that the callee is asked for.
struct Ask {
    std::string slot;
    Prompt confirm;      // empty: the value is taken as it was understood
    Prompt not_between;  // before the question is asked again
    Transition then;
    Hearing confirming;  // yes, no, another value, and what the state hears besides
};

/// A state that hears words.
struct Speech {
    Hearing hearing;
    std::optional<Ask> ask;
    std::vector<Rung> ladder;   // the last one leaves
    bool only_globals = false;  // it waits for keys: words that mean nothing change nothing
};

struct Branch {
    std::optional<Condition> when;  // none: else
    Transition go;
};

struct State {
    std::string name;
    size_t at = 0;  // byte of the name
    Effects effects;
    Prompt say;
    BargeIn barge_in = BargeIn::speech;  // of words; a key stops a prompt unless it is `none`

    std::map<char, Transition> keys;
    std::optional<Collect> collect;
    std::optional<Speech> speech;
    std::optional<ModelState> model;  // it has `speech` and `say`, too
    Millis wait{5000};                // after the prompt, before "no input"
    Retry no_input, wrong_input;

    std::optional<ShipmentQuestion> shipment;
    std::vector<Branch> branches;
    std::optional<Transition> go;
    bool hang_up = false;

    bool listens() const { return !keys.empty() || collect.has_value() || speech.has_value(); }
};

class Definition {
  public:
    std::string robot, language, voice, description;
    Millis max_call{std::chrono::minutes(10)};
    /// Before the first words, so that the callee has the receiver at the ear; ends when the callee presses a key or has
    /// spoken.
    Millis opening_pause{700};
    int start = 0;
    Scope scope;
    std::vector<State> states;
    std::optional<Answering> answering;
};

/// Calls `visit` with every way that leads out of a state. `silent`: the callee need not do anything for it to be
/// taken.
void for_each_way(const State& state, const std::function<void(const Transition&, bool silent)>& visit);
/// The prompts of the states that a call goes through before it first listens, branches or hangs up.
std::vector<const Prompt*> opening(const Definition& definition);
/// The state in which a call first hears words; where it branches before, one that may be the first.
struct FirstHearing {
    int state = kHangUp;  // none: the robot hears no words
    bool is_certain = false;
};
FirstHearing first_hearing(const Definition& definition);
/// Calls `visit` with every prompt that the robot may speak.
void for_each_prompt(const Definition& definition, const std::function<void(const Prompt&)>& visit);

}  // namespace tiller::dialogue
