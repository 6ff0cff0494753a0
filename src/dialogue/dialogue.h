#pragma once
// A robot's dialogue: its definition (a YAML file, checked when loaded) and its run. Pure: no socket, no thread, no
// clock but the times it is given.
//
// Thread rule: a Definition is immutable and may be shared; a Run belongs to one thread.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/fault.h"
#include "base/result.h"
#include "base/zone.h"
#include "document/source_text.h"
#include "model/listening.h"
#include "model/model_question.h"
#include "model/utterance.h"

namespace tiller::dialogue {

struct Variable {
    std::string name;
    bool required = true;
};

class Definition;  // see definition.h
using DefinitionPtr = std::shared_ptr<const Definition>;

/// Row fields by name, as text ("Debtor" → "Smith", "Arrears" → "84").
using Values = std::map<std::string, std::string, std::less<>>;

/// Loads and checks. All faults are found, not only the first.
std::variant<DefinitionPtr, std::vector<Fault>> load(std::string_view yaml);

// What happens to a run.
struct Answered {};
struct PlaybackDone {
    uint64_t playback;
};
struct Digit {
    char key;
};
struct TimerFired {
    uint64_t timer;
};
struct HungUp {};  // the callee hung up, or the call broke
/// The callee began to speak, to the last Listen: with `words`, something that its grammar knows.
struct SpeechBegan {
    uint64_t turn;
};
/// What the callee said, to the last Listen; without text when it was nothing that its grammar knows.
struct Heard {
    uint64_t turn;
    std::string text;         // lower case, without punctuation
    double confidence;        // 0 to 1
    Millis start{0}, end{0};  // of the words, from the answer
    // For those who look at the call:
    std::string rejected{};  // what it would have been, had it been surer
    std::string heard_by{};  // the engine
};
/// What was found out about a shipment that a run asked for.
struct ShipmentTold {
    enum class Result { found, unknown, failed };
    uint64_t query;
    Result result;
    std::string sub_status{};   // one of model/shipment_status.h; another or none: nothing is said of the state
    std::string description{};  // of the newest event, in the carrier's words
    std::string place{};
    std::string date{}, time{};  // at the place: YYYY-MM-DD, HH:MM
};
/// What became of a question to a language model: pieces of text, then its end.
struct ModelTold {
    uint64_t question;
    std::string text{};  // the next piece
    bool is_over = false;
    std::optional<ModelAnswer> answer{};  // when it is over; none: it failed
    std::string why{};                    // it failed; holds nothing that was said
};
/// How much of what was stopped the callee has heard, in the words of the voice.
struct SaidPartly {
    uint64_t playback;
    std::string heard;
};
using Event = std::variant<Answered, PlaybackDone, Digit, TimerFired, HungUp, SpeechBegan, Heard, ShipmentTold,
                           ModelTold, SaidPartly>;

// What a run wants done, in order.
struct Say {
    uint64_t playback;
    Utterance utterance;
    /// The end of the callee's turn that this answers: the key, the pause that ended a collection, or, for a key that
    /// was pressed too early, the end of the prompt that it had to wait for. Nothing: the robot speaks by itself.
    std::optional<Millis> answers{};
};                     // replaces what is being said; never without segments
struct StopSaying {};  // barge-in; no PlaybackDone is awaited for what it stops
struct StartTimer {
    uint64_t timer;
    Millis after;
};  // replaces the running timer: there is one at most
struct StopTimer {};
struct HangUp {};
/// To be answered with SpeechBegan and Heard whenever the callee speaks; replaces what was listened for.
struct Listen {
    Listening listening;
};
struct StopListening {};
/// To be answered with ShipmentTold; a run goes on without, when its patience ends.
struct AskShipment {
    uint64_t query;
    std::string number;
    int64_t carrier;  // 17TRACK's key; 0: not known
};
/// To be made ready: it is said soon.
struct Prepare {
    Utterance utterance;
};
/// To be answered with ModelTold; replaces what was asked before. A run goes on without, when its patience ends.
struct AskModel {
    uint64_t question;
    std::string engine;  // empty: the first one
    ModelQuestion what;
};
struct StopAsking {};  // nothing is awaited any more for the last AskModel
/// For those who look at the call: a state that a model runs goes on by its script.
struct LeftModel {
    std::string because;
};
using Action = std::variant<Say, StopSaying, StartTimer, StopTimer, HangUp, Listen, StopListening, AskShipment, Prepare,
                            AskModel, StopAsking, LeftModel>;

struct Turn {
    enum class Role { robot, callee };
    Role role;
    std::string text;
    Millis start{0}, end{0};  // from the answer
    double confidence = 1.0;
    std::string meaning{};  // of a callee's words: "yes", "no, promise 2026-12-04"; empty: not understood
};

/// What a run has to tell at its end (docs/contract/voice.md, call record).
struct Report {
    std::string intention;  // one capital letter, or empty
    std::vector<std::string> labels;
    std::map<std::string, std::string> slots;
    std::vector<Turn> transcript;
    int talk_rounds = 0;   // callee turns
    bool opt_out = false;  // the callee asked not to be called again
    bool robot_hung_up = false;
    std::string end_state;  // where the run stopped
    /// Why it stopped: "completed" (the dialogue came to its end), "no_input" or "wrong_input" (after all repeats),
    /// "not_understood" (after all steps of the ladder), "model" (a language model failed, or was given no more),
    /// "time_limit" (max_call), "callee" (hung up, or the call broke); empty while it runs.
    std::string reason;
};

/// One call's way through a dialogue.
///
/// Invariants:
///  1. Nothing happens before Answered; a second Answered, and ids of playbacks, timers and queries that are not the
///     last ones, are ignored.
///  2. From Answered to the end a timer runs: the wait for a key or for words, the end of words that have begun, or else
///     what is left of `max_call`. No run outlives it.
///  3. A key is used at most once. Keys pressed while the robot says what cannot be answered (no keys awaited, or
///     `barge_in: false`) are remembered until the next state that listens: it uses the first that it knows, or as many
///     as it collects, and the rest are forgotten.
///  4. Words to another turn than that of the last Listen, or after StopListening, are part of the transcript and lead
///     nowhere. Nothing is listened for while the last words of a call are said.
///  5. One question to a model is open at most, and none while the callee speaks. What the callee says is understood here
///     first; the model leads nowhere but to the ways of its state.
///  6. After HangUp was returned, or HungUp was given, every event returns nothing.
class Run {
  public:
    virtual ~Run() = default;
    /// `at` is the time since the answer; an earlier one than before counts as the same. Returns what is to be done
    /// now.
    virtual std::vector<Action> handle(const Event& event, Millis at) = 0;
    virtual bool ended() const = 0;
    virtual Report report() const = 0;
    /// The names of the states that the last event led through, in order; empty: it stayed where it was.
    virtual const std::vector<std::string_view>& entered() const = 0;
};

/// `today`, where the callee is: what "next Friday" is counted from. Without it only dates with a year are understood.
std::unique_ptr<Run> start(DefinitionPtr definition, Values values, std::optional<Date> today = {});

// What callers need to know of a definition.
std::string_view language(const Definition& definition);
std::vector<Variable> variables(const Definition& definition);
/// Those of them that stand in a prompt that is SSML, so that their values may break it (ssml.h).
std::vector<std::string> variables_in_ssml(const Definition& definition);
/// What the robot says before it first listens, branches or hangs up, with variables as "{Name}".
std::string first_words(const Definition& definition);
/// All fixed texts, to be synthesized before the first call.
std::vector<Utterance> prompts(const Definition& definition);

}  // namespace tiller::dialogue
