#pragma once
// What happens to a call, and what it wants done: the alphabet of call_machine.h.
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "answering/judgement.h"
#include "base/clock.h"
#include "calls/participant.h"
#include "calls/phone.h"
#include "media/media.h"
#include "sip/sip.h"

namespace tiller::calls {

/// When something happened: monotonic time for durations, wall time for the record.
struct Moment {
    Time steady{};
    Instant wall{};
};

/// How the peer tells which keys are pressed.
enum class KeyWay { unknown, rtp, info };
enum class TimerKind { opening, ring, participant };

// Events.
struct Begin {};
struct Prepared {  // one of the opening's utterances was rendered ahead, or cannot be
    Result<void> sound;
};
struct NotPlaced {  // there will be no leg
    std::string reason;
};
struct LegRinging {};
struct LegAnswered {
    std::string sdp;
};
struct LegChanged {
    std::string sdp;
};
struct LegEnded {
    sip::Ended ended;
};
struct Key {
    char key;
    KeyWay way;
};
struct Rendered {
    uint64_t playback;
    Result<speech::Rendering> sound;
};
struct Played {
    uint64_t playback;
};
struct TimerFired {
    TimerKind kind;
    uint64_t timer;
};
struct SpeechBegan {
    uint64_t turn;
};
struct Heard {
    PartySpeech speech;
};
struct AnswerJudged {
    answering::Judgement judgement;
};
struct Told {
    dialogue::ShipmentTold answer;
};
struct ModelTold {
    uint64_t asking;
    dialogue::ModelTold told;
};
struct HangUp {
    std::string reason;
};
struct Recorded {
    bool ok;
    std::string error{};  // why not
};
using Event = std::variant<Begin, Prepared, NotPlaced, LegRinging, LegAnswered, LegChanged, LegEnded, Key, Rendered,
                           Played, TimerFired, SpeechBegan, Heard, AnswerJudged, Told, ModelTold, HangUp, Recorded>;

// Actions, to be carried out in their order.
struct Place {};  // opens the audio and makes the leg; if that fails, the actions after it fall away: NotPlaced instead
struct Prepare {  // renders ahead; to be answered with Prepared
    Utterance utterance;
};
struct StartAudio {
    media::Remote remote;
    bool record;
};
struct RedirectAudio {
    media::Remote remote;
};
struct Render {  // to be answered with Rendered
    uint64_t playback;
    Utterance utterance;
};
struct Play {
    uint64_t playback;
    std::vector<AudioPtr> parts;
    std::shared_ptr<media::Departure> departure;
};
struct StopPlaying {};
struct StartTimer {  // to be answered with TimerFired; never taken back: one that is out of date is ignored
    TimerKind kind;
    uint64_t timer;
    Time due;
};
struct Listen {  // to be answered with SpeechBegan and Heard, whenever the party speaks
    Listening listening;
};
struct StopListening {};
struct JudgeAnswer {  // to be answered with AnswerJudged, as often as more is known
    answering::Settings settings;
    std::string language;
};
struct Ask {  // to be answered with Told
    dialogue::AskShipment question;
};
struct AskModel {     // to be answered with ModelTold; replaces what was asked before
    uint64_t asking;  // counts those of the call
    dialogue::AskModel question;
};
struct StopAsking {};
struct HangUpLeg {
    std::string reason;
};
struct CloseAudio {};  // ends the recording, if there is one: Recorded follows
struct FreeChannel {
    LineAnswer answer{};
};
struct ShowProgress {};  // the record has changed: for those who look on
struct Finish {};        // always the last: the record is complete
using Action = std::variant<Place, Prepare, StartAudio, RedirectAudio, Render, Play, StopPlaying, StartTimer, Listen,
                            StopListening, JudgeAnswer, Ask, AskModel, StopAsking, HangUpLeg, CloseAudio, FreeChannel,
                            ShowProgress, Finish>;
using Actions = std::vector<Action>;

}  // namespace tiller::calls
