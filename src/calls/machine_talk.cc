#include "calls/machine_talk.h"

namespace tiller::calls {
namespace {

// Beyond all that a dialogue counts.
constexpr uint64_t kOurs = uint64_t{1} << 62;
/// For a machine to listen: the longest greetings are shorter.
constexpr Millis kPatience{90'000};

}  // namespace

bool MachineTalk::judged(const answering::Judgement& judgement, Millis since_answer, CallPort& port) {
    const answering::Who who = judgement.verdict.who;
    if (person_came_ || !answering::is_machine(who)) return false;
    if (phase_ == Phase::robot || phase_ == Phase::waiting) {
        screens_ = who == answering::Who::screening && !rules().screening.empty();
        const bool is_ours = screens_ || rules().on_machine != dialogue::OnMachine::talk;
        if (phase_ == Phase::robot && is_ours) begin(port);
    }
    if (phase_ == Phase::waiting && judgement.may_leave_message) speak(since_answer, port);
    answered_back_ |= judgement.was_answered_back;
    return phase_ == Phase::screened && answered_back_ && take_person(port);
}

/// The dialogue, if it was speaking, falls silent.
void MachineTalk::begin(CallPort& port) {
    port.stop_saying();
    port.stop_timer();
    port.stop_listening();
    if (rules().on_machine == dialogue::OnMachine::message) message_left_ = false;
    if (!screens_ && rules().on_machine == dialogue::OnMachine::hang_up) return hang_up(port);
    phase_ = Phase::waiting;
    port.start_timer(kOurs, kPatience);
}

void MachineTalk::speak(Millis since_answer, CallPort& port) {
    auto words = dialogue::words_to_machine(*robot_, screens_ ? rules().screening : rules().message, values_);
    phase_ = Phase::speaking;
    port.stop_timer();
    said_.push_back({dialogue::Turn::Role::robot, std::move(words.text), since_answer, since_answer});
    port.say(kOurs, std::move(words.utterance), nullptr);
}

bool MachineTalk::played(uint64_t playback, Millis since_answer, CallPort& port) {
    if (phase_ != Phase::speaking || playback != kOurs) return false;
    said_.back().end = since_answer;
    if (!screens_) {
        message_left_ = true;
        hang_up(port);
        return false;
    }
    phase_ = Phase::screened;
    if (answered_back_) return take_person(port);
    port.start_timer(kOurs + 1, rules().wait_for_person);
    return false;
}

void MachineTalk::timer_fired(uint64_t timer, CallPort& port) {
    const bool is_awaited =
        (phase_ == Phase::waiting && timer == kOurs) || (phase_ == Phase::screened && timer > kOurs);
    if (is_awaited) hang_up(port);
}

void MachineTalk::left(Millis since_answer) {
    if (phase_ == Phase::speaking) said_.back().end = since_answer;
}

bool MachineTalk::take_person(CallPort& port) {
    port.stop_timer();
    person_came_ = true;
    phase_ = Phase::robot;
    return true;
}

void MachineTalk::hang_up(CallPort& port) {
    phase_ = Phase::over;
    hung_up_ = true;
    port.hang_up();
}

}  // namespace tiller::calls
