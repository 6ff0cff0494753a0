#include "calls/call_machine.h"

#include <algorithm>

#include "calls/call_record.h"
#include "sip/sdp.h"

namespace tiller::calls {

/// What the participant asks for becomes actions. A hang-up waits until it has said all that it wanted.
class CallMachine::Port final : public CallPort {
  public:
    explicit Port(CallMachine& call) : call_(call) {}

    void say(uint64_t playback, Utterance utterance, std::shared_ptr<media::Departure> departure) override {
        call_.playback_ = playback;
        call_.departure_ = std::move(departure);
        call_.actions_.push_back(Render{playback, std::move(utterance)});
    }
    void stop_saying() override {
        call_.playback_ = 0;
        call_.actions_.push_back(StopPlaying{});
    }
    void start_timer(uint64_t timer, Millis after) override {
        call_.timer_ = timer;
        call_.actions_.push_back(StartTimer{TimerKind::participant, timer, call_.at_.steady + after});
    }
    void stop_timer() override { call_.timer_ = 0; }
    void listen(Listening listening) override {
        call_.turn_ = listening.turn;
        call_.actions_.push_back(Listen{std::move(listening)});
    }
    void stop_listening() override {
        if (!std::exchange(call_.turn_, std::nullopt)) return;
        call_.actions_.push_back(StopListening{});
    }
    void judge_answer(const answering::Settings& settings, const std::string& language) override {
        call_.actions_.push_back(JudgeAnswer{settings, language});
    }
    void ask(dialogue::AskShipment question) override { call_.actions_.push_back(Ask{std::move(question)}); }
    void prepare(Utterance utterance) override { call_.actions_.push_back(Prepare{std::move(utterance)}); }
    void ask_model(dialogue::AskModel question) override {
        call_.asks_ = true;
        call_.actions_.push_back(AskModel{++call_.askings_, std::move(question)});
    }
    void stop_asking() override {
        if (std::exchange(call_.asks_, false)) call_.actions_.push_back(StopAsking{});
    }
    void hang_up() override { hangs_up_ = true; }

    bool hangs_up() const { return hangs_up_; }

  private:
    CallMachine& call_;
    bool hangs_up_ = false;
};

CallMachine::CallMachine(Order order, bool record) : order_(std::move(order)), records_(record) {}

Actions CallMachine::on(const Event& event, const Moment& at) {
    at_ = at;
    actions_.clear();
    std::visit([this](const auto& e) { take(e); }, event);
    return std::exchange(actions_, {});
}

template <class Tell>
void CallMachine::tell_participant(Tell tell) {
    Port port(*this);
    tell(*order_.with, port);
    if (port.hangs_up()) hang_up("");
}

void CallMachine::take(const Begin&) {
    if (state_ != State::ordered) return;
    if (!order_.with) return give_up("the robot cannot be loaded");
    state_ = State::preparing;
    auto opening = order_.with->opening();
    unprepared_ = opening.size();
    if (opening.empty()) return place();
    actions_.push_back(StartTimer{TimerKind::opening, 0, at_.steady + kOpeningWait});
    for (auto& utterance : opening) actions_.push_back(Prepare{std::move(utterance)});
}

void CallMachine::take(const Prepared& event) {
    if (state_ == State::preparing) {
        if (!event.sound) return give_up(std::string(kNoVoice));
        if (--unprepared_ == 0) place();
    } else if (is_dialing() && !event.sound) {
        media_failed_ = true;
        cancel(std::string(kNoVoice));
    }
}

void CallMachine::place() {
    state_ = State::calling;
    actions_.push_back(Place{});
    actions_.push_back(StartTimer{TimerKind::ring, 0, at_.steady + order_.line->ring_timeout});
}

void CallMachine::take(const NotPlaced& event) {
    if (state_ == State::calling) give_up(event.reason);
}

void CallMachine::take(const LegRinging&) {
    if (state_ != State::calling) return;
    state_ = State::ringing;
    order_.call.rang = at_.wall;
    actions_.push_back(ShowProgress{});
}

void CallMachine::take(const LegAnswered& event) {
    if (state_ == State::cancelling) {
        // It crossed our giving up: nobody of ours is on the line, and a BYE is under way already.
        return conclude({.code = 200, .by = sip::EndedBy::us, .reason = our_reason_});
    }
    if (!is_dialing()) return;
    state_ = State::talking;
    order_.call.answered = at_.wall;
    answered_at_ = at_.steady;
    actions_.push_back(ShowProgress{});
    auto theirs = sip::parse_sdp(event.sdp, kTelephoneEvent);
    if (!theirs || theirs->port == 0 || theirs->payloads.empty()) {
        media_failed_ = true;
        return hang_up(theirs ? "the answer refuses the audio" : "the answer's SDP: " + theirs.error().message);
    }
    remote_ = remote_of(*theirs, *order_.line);
    audio_runs_ = true;
    actions_.push_back(StartAudio{remote_, records_});
    tell_participant([&](Participant& with, CallPort& port) { with.joined(at_.steady, port); });
}

void CallMachine::take(const LegChanged& event) {
    auto theirs = sip::parse_sdp(event.sdp, kTelephoneEvent);
    if (state_ != State::talking || !theirs) return;
    if (theirs->port != 0 && !theirs->payloads.empty()) {
        remote_ = remote_of(*theirs, *order_.line);
    } else {
        remote_.receives = false;  // the stream is off until the peer offers it again
    }
    actions_.push_back(RedirectAudio{remote_});
}

void CallMachine::take(const LegEnded& event) {
    if (is_dialing() || state_ == State::talking || state_ == State::cancelling) conclude(event.ended);
}

void CallMachine::take(const Key& event) {
    if (state_ != State::talking || !hears_by(event.way)) return;
    tell_participant([&](Participant& with, CallPort& port) { with.key(event.key, at_.steady, port); });
}

void CallMachine::take(const Rendered& event) {
    if (state_ != State::talking || playback_ != event.playback) return;
    if (!event.sound) {
        media_failed_ = true;
        return hang_up(std::string(kNoVoice));
    }
    if (!event.sound->parts.empty()) {
        order_.with->rendered(event.playback, event.sound->words);
        actions_.push_back(Play{event.playback, event.sound->parts, std::move(departure_)});
    } else {
        // What is nothing has been said at once.
        tell_participant([&](Participant& with, CallPort& port) { with.played(event.playback, at_.steady, port); });
    }
}

void CallMachine::take(const Played& event) {
    if (state_ != State::talking || playback_ != event.playback) return;
    tell_participant([&](Participant& with, CallPort& port) { with.played(event.playback, at_.steady, port); });
}

void CallMachine::take(const TimerFired& event) {
    if (event.kind == TimerKind::opening && state_ == State::preparing) {
        place();
    } else if (event.kind == TimerKind::ring && is_dialing()) {
        ring_limit_ = true;
        cancel("rang out");
    } else if (event.kind == TimerKind::participant && state_ == State::talking && timer_ == event.timer) {
        tell_participant([&](Participant& with, CallPort& port) { with.timer_fired(event.timer, at_.steady, port); });
    }
}

void CallMachine::take(const SpeechBegan& event) {
    if (state_ != State::talking || turn_ != event.turn) return;
    tell_participant([&](Participant& with, CallPort& port) { with.speech_began(event.turn, at_.steady, port); });
}

void CallMachine::take(const Heard& event) {
    if (state_ != State::talking || turn_ != event.speech.turn) return;
    tell_participant([&](Participant& with, CallPort& port) { with.heard(event.speech, at_.steady, port); });
}

void CallMachine::take(const AnswerJudged& event) {
    if (state_ != State::talking) return;
    judgement_ = event.judgement;
    tell_participant([&](Participant& with, CallPort& port) { with.answer_judged(*judgement_, at_.steady, port); });
}

void CallMachine::take(const Told& event) {
    if (state_ != State::talking) return;
    tell_participant([&](Participant& with, CallPort& port) { with.shipment_told(event.answer, at_.steady, port); });
}

void CallMachine::take(const ModelTold& event) {
    if (state_ != State::talking || !asks_ || event.asking != askings_) return;
    asks_ = !event.told.is_over;
    tell_participant([&](Participant& with, CallPort& port) { with.model_told(event.told, at_.steady, port); });
}

void CallMachine::take(const HangUp& event) {
    if (state_ == State::ordered || state_ == State::preparing) {
        give_up(event.reason);
    } else if (is_dialing()) {
        cancel(event.reason);
    } else if (state_ == State::talking) {
        hang_up(event.reason);
    }
}

void CallMachine::take(const Recorded& event) {
    if (state_ != State::recording) return;
    order_.call.recorded = event.ok;
    finish();
}

/// Ends a call that never became a leg.
void CallMachine::give_up(std::string reason) {
    order_.call.outcome = Outcome::failed;
    order_.call.hangup_by = "system";
    order_.call.hangup_reason = std::move(reason);
    order_.call.ended = at_.wall;
    actions_.push_back(FreeChannel{});
    finish();
}

/// Ends a call that nobody has answered.
void CallMachine::cancel(std::string reason) {
    state_ = State::cancelling;
    gave_up_ = at_;
    our_reason_ = std::move(reason);
    actions_.push_back(HangUpLeg{our_reason_});
}

/// Ends a talk. The BYE may find nobody any more: the talk is over all the same.
void CallMachine::hang_up(std::string reason) {
    our_reason_ = std::move(reason);
    actions_.push_back(HangUpLeg{our_reason_});
    conclude({.code = 200, .had_ringing = order_.call.rang.has_value(), .by = sip::EndedBy::us, .reason = our_reason_});
}

void CallMachine::conclude(const sip::Ended& ended) {
    store::Call& call = order_.call;
    const Moment end = gave_up_.value_or(at_);
    // Monotonic time decides the length of a talk: the wall clock may be set meanwhile.
    call.ended =
        call.answered ? *call.answered + std::chrono::duration_cast<Millis>(end.steady - answered_at_) : end.wall;
    write_end(call, ended, our_reason_);
    if (judgement_) write_judgement(call, *judgement_);
    const bool machine = judgement_ && answering::is_machine(judgement_->verdict.who);
    call.outcome = outcome_of(ended, {.ring_limit = ring_limit_, .media_failed = media_failed_, .machine = machine},
                              order_.line->outcomes);
    if (call.answered) {
        order_.with->left(end.steady);
        order_.with->report(call);
    }
    actions_.push_back(ShowProgress{});
    actions_.push_back(FreeChannel{answer_of_line(ended, order_.line->outcomes)});
    actions_.push_back(CloseAudio{});
    if (audio_runs_ && records_) {
        state_ = State::recording;
    } else {
        finish();
    }
}

void CallMachine::finish() {
    state_ = State::finished;
    actions_.push_back(Finish{});
}

/// Does a key that came this way count? Some peers tell each key twice, within RTP and by INFO: the way of a call's
/// first key is its way for good.
bool CallMachine::hears_by(KeyWay way) {
    if (key_way_ == KeyWay::unknown) key_way_ = way;
    return key_way_ == way;
}

std::string_view to_name(CallMachine::State state) {
    static constexpr std::string_view kNames[] = {"ordered", "preparing",  "calling",   "ringing",
                                                  "talking", "cancelling", "recording", "finished"};
    return kNames[static_cast<size_t>(state)];
}

}  // namespace tiller::calls
