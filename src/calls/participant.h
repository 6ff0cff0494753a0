#pragma once
// Who talks with a call's party on our side, and what such a one may ask of the call. Pure: what happens and when is
// handed in, what is wanted goes to the port.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "answering/judgement.h"
#include "dialogue/dialogue.h"
#include "media/media.h"
#include "model/listening.h"
#include "model/utterance.h"
#include "speech/rendering.h"
#include "store/calls.h"

namespace tiller::calls {

/// Monotonic: decides order and length of what happens in a call.
using Time = std::chrono::steady_clock::time_point;

/// What the party said.
struct PartySpeech {
    uint64_t turn = 0;  // of the Listening
    std::string text;   // lower case, without punctuation; empty: nothing that its grammar knows
    double confidence = 0;
    Time start{}, end{};
    std::string rejected{};  // what it would have been, had it been surer
    std::string heard_by{};  // the engine; empty: none did
};

/// What a participant can do to the call that it is in. Valid during the method of the participant that gets it.
class CallPort {
  public:
    virtual ~CallPort() = default;
    /// Says this instead of what is being said; `played` follows, unless it is replaced or stopped. `departure`, if
    /// any, is told when the first of it leaves.
    virtual void say(uint64_t playback, Utterance utterance, std::shared_ptr<media::Departure> departure) = 0;
    virtual void stop_saying() = 0;
    /// Replaces the running timer: there is one at most.
    virtual void start_timer(uint64_t timer, Millis after) = 0;
    virtual void stop_timer() = 0;
    /// From now on `speech_began` and `heard` tell what the party says; replaces what was listened for.
    virtual void listen(Listening listening) = 0;
    virtual void stop_listening() = 0;
    /// From now on `answer_judged` tells who answered. To be asked in `joined`, before `listen`.
    virtual void judge_answer(const answering::Settings& settings, const std::string& language) = 0;
    /// It is said soon: made ready.
    virtual void prepare(Utterance utterance) = 0;
    /// `shipment_told` follows, if the call lasts so long.
    virtual void ask(dialogue::AskShipment question) = 0;
    /// `model_told` follows, piece by piece, unless it is replaced or stopped.
    virtual void ask_model(dialogue::AskModel question) = 0;
    virtual void stop_asking() = 0;
    /// Ends the call when the participant's method returns.
    virtual void hang_up() = 0;
};

/// One who talks: a robot (robot_participant.h), later an agent's leg or another robot.
///
/// Thread rule: one thread at a time.
/// Invariants, kept by the call:
///   1. `joined` comes first and once, with the answer; `left` ends it, once. An answer that left no way for audio is
///      told by `left` alone.
///   2. After `CallPort::hang_up` nothing comes but `left`, after that nothing but `report`.
///   3. Playbacks and timers that are not the last ones are not told, nor is what was said to an earlier `listen`, nor
///      what an earlier `ask_model` brings.
class Participant {
  public:
    virtual ~Participant() = default;
    /// What it will say first, to be synthesized while the party is rung.
    virtual std::vector<Utterance> opening() const { return {}; }
    /// The party answered and hears us.
    virtual void joined(Time at, CallPort& port) = 0;
    virtual void key(char key, Time at, CallPort& port) = 0;
    /// What it says is about to be played, and these are its words. `played` follows, unless it is replaced or stopped.
    virtual void rendered(uint64_t, const std::vector<speech::SpokenPart>&) {}
    virtual void played(uint64_t playback, Time at, CallPort& port) = 0;
    virtual void timer_fired(uint64_t timer, Time at, CallPort& port) = 0;
    /// The party began to speak, to the last `listen`.
    virtual void speech_began(uint64_t turn, Time at, CallPort& port) = 0;
    /// What it said, to the last `listen`: also when that is nothing that could be understood.
    virtual void heard(const PartySpeech& speech, Time at, CallPort& port) = 0;
    /// Who answered, as far as it is known; again when more is known.
    virtual void answer_judged(const answering::Judgement& judgement, Time at, CallPort& port) = 0;
    virtual void shipment_told(const dialogue::ShipmentTold& answer, Time at, CallPort& port) = 0;
    virtual void model_told(const dialogue::ModelTold& told, Time at, CallPort& port) = 0;
    /// The call is over.
    virtual void left(Time at) = 0;
    /// Writes what it has to tell of an answered call into the record, whose `hangup_by` and `hangup_reason` say
    /// already how the leg ended. After `left`.
    virtual void report(store::Call& record) const = 0;
};

}  // namespace tiller::calls
