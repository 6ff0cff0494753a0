#pragma once
// For tests of calls: a participant that does as it is told and keeps what it was told, and actions as words.
#include <functional>
#include <string>
#include <vector>

#include "calls/call_events.h"

namespace tiller::calls {

inline const std::string kSdp =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n";

/// Says one thing (playback 1), waits (timer 7) and listens (turn 3) when it has joined.
class ScriptedParticipant final : public Participant {
  public:
    std::vector<Utterance> opening() const override { return {Utterance{.language = "en"}}; }
    void joined(Time, CallPort& port) override {
        told.push_back("joined");
        if (judges) port.judge_answer({}, "en");
        port.say(1, {.language = "en"}, nullptr);
        port.start_timer(7, std::chrono::seconds(5));
        port.listen(listening);
    }
    void key(char key, Time, CallPort& port) override {
        told.push_back(std::string("key ") + key);
        if (on_key) on_key(port);
    }
    void rendered(uint64_t, const std::vector<speech::SpokenPart>& words) override {
        told.push_back("rendered " + speech::all_words(words));
    }
    void played(uint64_t playback, Time, CallPort&) override { told.push_back("played " + std::to_string(playback)); }
    void timer_fired(uint64_t timer, Time, CallPort&) override { told.push_back("timer " + std::to_string(timer)); }
    void speech_began(uint64_t turn, Time, CallPort& port) override {
        told.push_back("speech " + std::to_string(turn));
        if (on_speech) on_speech(port);
    }
    void heard(const PartySpeech& speech, Time, CallPort& port) override {
        told.push_back("heard " + std::to_string(speech.turn) + " [" + speech.text + "]");
        if (on_heard) on_heard(speech, port);
    }
    void answer_judged(const answering::Judgement& judgement, Time, CallPort&) override {
        told.push_back("judged " + std::string(to_name(judgement.verdict.who)));
    }
    void shipment_told(const dialogue::ShipmentTold& answer, Time, CallPort&) override {
        told.push_back("told " + std::to_string(answer.query));
    }
    void model_told(const dialogue::ModelTold& answer, Time, CallPort&) override {
        told.push_back("model " + (answer.is_over ? "over " + answer.why : answer.text));
    }
    void left(Time) override { told.push_back("left"); }
    void report(store::Call&) const override { told.push_back("report"); }

    bool judges = false;  // asks who answered
    Listening listening{.turn = 3, .language = "en"};
    std::function<void(CallPort&)> on_key, on_speech;
    std::function<void(const PartySpeech&, CallPort&)> on_heard;
    mutable std::vector<std::string> told;
};

/// "place timer prepare".
inline std::string describe(const Actions& actions) {
    static constexpr std::string_view kNames[] = {
        "place",   "prepare",     "start-audio",    "redirect", "render", "play",      "stop",
        "timer",   "listen",      "stop-listening", "judge",    "ask",    "ask-model", "stop-asking",
        "hang-up", "close-audio", "free",           "show",     "finish"};
    static_assert(std::size(kNames) == std::variant_size_v<Action>);
    std::string out;
    for (const Action& action : actions) {
        out += out.empty() ? "" : " ";
        out += kNames[action.index()];
        if (auto* free = std::get_if<FreeChannel>(&action); free && free->answer.kind == LineAnswer::Kind::refused)
            out += "-refused";
    }
    return out;
}

}  // namespace tiller::calls
