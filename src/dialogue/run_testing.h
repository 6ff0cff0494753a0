#pragma once
// For tests: a run fed by a script of events, with what it wants done as short lines of text.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "base/fault.h"
#include "dialogue/dialogue.h"

namespace tiller::dialogue {

/// Robots of tests speak at once, unless they say otherwise.
inline DefinitionPtr must_load(std::string_view text) {
    std::string yaml(text);
    if (yaml.find("opening_pause") == std::string::npos) yaml += "\nopening_pause: 0s\n";
    auto loaded = load(yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        throw std::invalid_argument(to_text(*faults, "dialogue"));
    }
    return std::get<DefinitionPtr>(loaded);
}

/// "say Hello |name:Smith|.", "stop", "timer 5000", "no timer", "hang up", "ask N1 of 3", "listen", "stop listening",
/// "ask model", "stop asking", "prepare Yes.", "left model (why)", joined by "; ".
inline std::string to_line(const std::vector<Action>& actions) {
    static constexpr std::string_view kKinds[] = {"text", "name", "number", "amount",
                                                  "date", "time", "digits", "pause"};
    std::string line;
    for (const Action& action : actions) {
        if (!line.empty()) line += "; ";
        auto* prepare = std::get_if<Prepare>(&action);
        auto* say = std::get_if<Say>(&action);
        if (say || prepare) {
            line += say ? "say " : "prepare ";
            for (const Segment& segment : (say ? say->utterance : prepare->utterance).segments) {
                if (segment.kind == Segment::Kind::text) {
                    line += segment.value;
                    continue;
                }
                line += fmt::format("|{}:{}{}{}|", kKinds[static_cast<size_t>(segment.kind)], segment.value,
                                    segment.unit.empty() ? "" : " ", segment.unit);
            }
        }
        if (auto* timer = std::get_if<StartTimer>(&action)) line += fmt::format("timer {}", timer->after.count());
        if (std::holds_alternative<StopSaying>(action)) line += "stop";
        if (std::holds_alternative<StopTimer>(action)) line += "no timer";
        if (std::holds_alternative<HangUp>(action)) line += "hang up";
        if (auto* listen = std::get_if<Listen>(&action)) {
            static constexpr std::string_view kBargeIn[] = {"to nobody", "", "to words"};
            auto barge_in = kBargeIn[static_cast<size_t>(listen->listening.barge_in)];
            line += fmt::format("listen{}{}", barge_in.empty() ? "" : " ", barge_in);
        }
        if (std::holds_alternative<StopListening>(action)) line += "stop listening";
        if (auto* ask = std::get_if<AskShipment>(&action)) {
            line += fmt::format("ask {} of {}", ask->number, ask->carrier);
        }
        if (std::holds_alternative<AskModel>(action)) line += "ask model";
        if (std::holds_alternative<StopAsking>(action)) line += "stop asking";
        if (auto* left = std::get_if<LeftModel>(&action)) line += fmt::format("left model ({})", left->because);
    }
    return line;
}

/// A call: time passes only as the test says; the last playback and timer are remembered.
class Call {
  public:
    explicit Call(std::string_view yaml, Values values = {}, std::optional<Date> today = {})
        : run_(start(must_load(yaml), std::move(values), today)) {}

    std::string answer() { return give(Answered{}); }
    std::string key(char key) { return give(Digit{key}); }
    std::string played() { return give(PlaybackDone{playback}); }
    std::string timer_fires() { return give(TimerFired{timer}); }
    std::string speech_begins() { return give(SpeechBegan{turn}); }
    /// What is said takes no time.
    std::string hear(std::string text, double confidence = 0.9) {
        return give(Heard{turn, std::move(text), confidence, now, now});
    }
    std::string told(ShipmentTold told) {
        told.query = query;
        return give(told);
    }
    std::string writes(std::string text) { return give(ModelTold{question, std::move(text)}); }
    /// The model has written all, and calls tools: (name, arguments).
    std::string model_ends(std::vector<std::pair<std::string, std::string>> calls = {},
                           ModelAnswer::End end = ModelAnswer::End::complete, int64_t tokens = 0) {
        ModelAnswer answer{.end = end, .tokens_in = tokens};
        for (auto& [name, arguments] : calls)
            answer.calls.push_back({fmt::format("call_{}", answer.calls.size()), name, arguments});
        return give(ModelTold{.question = question, .is_over = true, .answer = std::move(answer)});
    }
    std::string model_fails(std::string why) {
        return give(ModelTold{.question = question, .is_over = true, .why = std::move(why)});
    }
    std::string give(const Event& event) {
        auto actions = run_->handle(event, now);
        for (const Action& action : actions) {
            if (auto* say = std::get_if<Say>(&action)) playback = say->playback, answers = say->answers;
            if (auto* started = std::get_if<StartTimer>(&action)) timer = started->timer;
            if (auto* ask = std::get_if<AskShipment>(&action)) query = ask->query;
            if (auto* ask = std::get_if<AskModel>(&action)) question = ask->question, asked = ask->what;
            if (auto* listen = std::get_if<Listen>(&action))
                turn = listen->listening.turn, listening = listen->listening;
        }
        return to_line(actions);
    }
    Report report() const { return run_->report(); }
    bool ended() const { return run_->ended(); }

    Millis now{0};
    uint64_t playback = 0, timer = 0, query = 0, turn = 0, question = 0;
    ModelQuestion asked;            // of the model, last
    Listening listening;            // the last one
    std::optional<Millis> answers;  // of what was said last

  private:
    std::unique_ptr<Run> run_;
};

}  // namespace tiller::dialogue
