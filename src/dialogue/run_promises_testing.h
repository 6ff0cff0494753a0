#pragma once
// For tests and the fuzz target: gives events to a run and watches that it keeps its promises (Run in dialogue.h).
#include <string>

#include "dialogue/dialogue.h"

namespace tiller::dialogue {

class Promises {
  public:
    explicit Promises(Run& run) : run_(run) {}

    void give(const Event& event, Millis at) {
        bool had_ended = run_.ended();
        auto* fired = std::get_if<TimerFired>(&event);
        if (fired && fired->timer == timer_) timer_runs_ = false;
        auto actions = run_.handle(event, at);
        if (had_ended && !actions.empty()) broken_ = "an ended run wants something";
        if (actions.size() > 100) broken_ = "too many actions for one event";
        for (const Action& action : actions) std::visit([this](const auto& a) { check(a); }, action);
        check_whole(event, actions);
    }

    /// The first promise that was broken, or empty.
    const std::string& broken() const { return broken_; }
    uint64_t playback() const { return playback_; }
    uint64_t timer() const { return timer_; }
    uint64_t query() const { return query_; }
    uint64_t turn() const { return turn_; }
    uint64_t question() const { return question_; }

  private:
    void check(const Say& say) {
        if (hung_up_) broken_ = "says something after hanging up";
        if (say.playback <= playback_) broken_ = "a playback's id came twice";
        if (say.utterance.segments.empty()) broken_ = "says nothing";
        playback_ = say.playback;
    }
    void check(const StopSaying&) {
        if (hung_up_) broken_ = "stops saying after hanging up";
    }
    void check(const StartTimer& started) {
        if (hung_up_) broken_ = "starts a timer after hanging up";
        if (started.timer <= timer_) broken_ = "a timer's id came twice";
        if (started.after < Millis(0)) broken_ = "a timer in the past";
        timer_ = started.timer;
        timer_runs_ = true;
    }
    void check(const StopTimer&) { timer_runs_ = false; }
    void check(const Listen& listen) {
        if (hung_up_) broken_ = "listens after hanging up";
        if (listen.listening.turn <= turn_) broken_ = "a turn's id came twice";
        turn_ = listen.listening.turn;
        listens_ = true;
        if (!listen.listening.grammar) broken_ = "listens without a grammar";
        if (listen.listening.language.empty()) broken_ = "listens without a language";
    }
    void check(const StopListening&) {
        if (hung_up_) broken_ = "stops listening after hanging up";
        if (!listens_) broken_ = "stops listening and did not listen";
        listens_ = false;
    }
    void check(const AskShipment& ask) {
        if (hung_up_) broken_ = "asks for a shipment after hanging up";
        if (ask.query <= query_) broken_ = "a query's id came twice";
        if (ask.number.empty()) broken_ = "asks for a shipment without a number";
        query_ = ask.query;
    }
    void check(const Prepare& prepare) {
        if (hung_up_) broken_ = "prepares something after hanging up";
        if (prepare.utterance.segments.empty()) broken_ = "prepares nothing";
    }
    void check(const AskModel& ask) {
        if (hung_up_) broken_ = "asks a model after hanging up";
        if (ask.question <= question_) broken_ = "a question's id came twice";
        auto& messages = ask.what.messages;
        if (messages.size() < 2) broken_ = "asks a model nothing";
        for (size_t i = 1; i < messages.size(); ++i) {
            if (messages[i].role != ModelMessage::Role::tool && messages[i].role == messages[i - 1].role)
                broken_ = "two messages of one role follow each other";
        }
        question_ = ask.question;
        asks_ = true;
    }
    void check(const StopAsking&) {
        if (hung_up_) broken_ = "stops asking after hanging up";
        if (!asks_) broken_ = "stops asking and did not ask";
        asks_ = false;
    }
    void check(const LeftModel& left) {
        if (left.because.empty()) broken_ = "leaves a model for no reason";
    }
    void check(const HangUp&) {
        if (hung_up_) broken_ = "hangs up twice";
        hung_up_ = true;
    }

    void check_whole(const Event& event, const std::vector<Action>& actions) {
        if (std::holds_alternative<Answered>(event)) answered_ = true;
        if (std::holds_alternative<HungUp>(event) && !run_.ended()) broken_ = "goes on after the callee hung up";
        if (hung_up_ && !run_.ended()) broken_ = "goes on after hanging up";
        if (run_.ended() && timer_runs_) broken_ = "leaves a timer behind";
        if (answered_ && !run_.ended() && !timer_runs_) broken_ = "waits without a timer";
        if (!answered_ && !actions.empty()) broken_ = "does something before the answer";
        Report report = run_.report();
        if (run_.ended() != !report.reason.empty()) broken_ = "a reason without an end, or an end without a reason";
        if (report.robot_hung_up != hung_up_) broken_ = "told wrongly who hung up";
        for (const Turn& turn : report.transcript) {
            if (turn.end < turn.start) broken_ = "a turn ends before it begins";
        }
    }

    Run& run_;
    std::string broken_;
    uint64_t playback_ = 0, timer_ = 0, query_ = 0, turn_ = 0, question_ = 0;
    bool listens_ = false, asks_ = false, answered_ = false, timer_runs_ = false, hung_up_ = false;
};

}  // namespace tiller::dialogue
