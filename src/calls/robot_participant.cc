#include "calls/robot_participant.h"

#include <simdjson.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/metrics.h"
#include "base/text.h"
#include "calls/call_record.h"
#include "dialogue/definition.h"

namespace tiller::calls {
namespace {

double in_seconds(Millis t) { return static_cast<double>(t.count()) / 1000; }

std::string labels_json(const dialogue::Report& report) {
    JsonWriter json;
    json.begin_array();
    for (auto& label : report.labels) json.value(label);
    json.end_array();
    return json.take();
}

std::string slots_json(const dialogue::Report& report) {
    JsonWriter json;
    json.begin_object();
    for (auto& [name, value] : report.slots) json.field(name, value);
    json.end_object();
    return json.take();
}

struct ToldTurn {
    dialogue::Turn turn;
    std::optional<std::string> spoken;  // of the robot: in the words of its voice, as far as they were heard
};

std::string transcript_json(const std::vector<ToldTurn>& turns) {
    JsonWriter json;
    json.begin_array();
    for (const auto& [turn, spoken] : turns) {
        json.begin_object();
        json.field("Role", turn.role == dialogue::Turn::Role::robot ? "robot" : "callee");
        json.field("Text", turn.text);
        if (spoken) json.field("Spoken", *spoken);
        json.field("Start", in_seconds(turn.start));
        json.field("End", in_seconds(turn.end));
        json.field("Confidence", turn.confidence);
        json.end_object();
    }
    json.end_array();
    return json.take();
}

prometheus::Counter& models_left() {
    static auto& counter = metrics::counter("tiller_model_left_total",
                                            "states that a language model ran, and that went on by their scripts");
    return counter;
}

}  // namespace

dialogue::Values values_of(std::string_view fields, std::string_view callee) {
    thread_local simdjson::dom::parser parser;
    dialogue::Values values;
    simdjson::dom::object object;
    if (parser.parse(fields.data(), fields.size()).get(object) == simdjson::SUCCESS) {
        for (auto field : object) {
            if (field.value.is_null()) continue;  // as if it had not been sent
            std::string_view text;
            bool is_text = field.value.get(text) == simdjson::SUCCESS;
            values[std::string(field.key)] = is_text ? std::string(trim(text)) : simdjson::to_string(field.value);
        }
    }
    values["Callee"] = callee;
    values.try_emplace("Mobile", callee);
    return values;
}

std::vector<Utterance> RobotParticipant::opening() const {
    std::vector<Utterance> out;
    auto rehearsal = dialogue::start(robot_, values_of(fields_, callee_), today_);
    auto actions = rehearsal->handle(dialogue::Answered{}, Millis(0));
    if (robot_->opening_pause > Millis(0)) {
        auto* pause = actions.empty() ? nullptr : std::get_if<dialogue::StartTimer>(&actions.back());
        if (pause) actions = rehearsal->handle(dialogue::TimerFired{pause->timer}, robot_->opening_pause);
    }
    for (auto& action : actions) {
        if (auto* say = std::get_if<dialogue::Say>(&action)) out.push_back(std::move(say->utterance));
    }
    return out;
}

void RobotParticipant::joined(Time at, CallPort& port) {
    joined_at_ = at;
    run_ = dialogue::start(robot_, values_of(fields_, callee_), today_);
    if (robot_->answering) {
        machine_ = std::make_unique<MachineTalk>(robot_, values_of(fields_, callee_));
        port.judge_answer(robot_->answering->settings, robot_->language);
    }
    tell(dialogue::Answered{}, at, port);
}

void RobotParticipant::played(uint64_t playback, Time at, CallPort& port) {
    if (machine_has_floor()) {
        if (machine_->played(playback, since_answer(at), port)) begin_anew(at, port);
        return;
    }
    heard_.ended(playback);
    tell(dialogue::PlaybackDone{playback}, at, port);
}

void RobotParticipant::timer_fired(uint64_t timer, Time at, CallPort& port) {
    machine_has_floor() ? machine_->timer_fired(timer, port) : tell(dialogue::TimerFired{timer}, at, port);
}

void RobotParticipant::answer_judged(const answering::Judgement& judgement, Time at, CallPort& port) {
    if (!machine_ || run_->ended()) return;
    timeline_.judged(judgement, since_answer(at));
    const bool had_floor = machine_has_floor();
    const bool is_person = machine_->judged(judgement, since_answer(at), port);
    if (!had_floor && machine_has_floor()) {
        heard_.cut(at);
        port.stop_asking();
    }
    if (is_person) begin_anew(at, port);
}

/// A person came to the telephone, who has heard nothing yet.
void RobotParticipant::begin_anew(Time at, CallPort& port) {
    run_->handle(dialogue::HungUp{}, since_answer(at));
    port.stop_asking();
    for (auto& turn : run_->report().transcript) before_.push_back(std::move(turn));
    run_ = dialogue::start(robot_, values_of(fields_, callee_), today_);
    tell(dialogue::Answered{}, at, port);
}

void RobotParticipant::tell(const dialogue::Event& event, Time at, CallPort& port) {
    if (machine_has_floor()) return;
    response_times_.settle(joined_at_);
    const Millis moment = since_answer(at);
    auto actions = run_->handle(event, moment);
    timeline_.happened(event, moment);
    for (std::string_view state : run_->entered()) timeline_.entered(state, moment);
    for (auto& action : actions) carry_out(action, at, port);
    if (std::exchange(was_cut_, false)) run_->handle(dialogue::SaidPartly{playback_, heard_.texts().back()}, moment);
}

void RobotParticipant::carry_out(dialogue::Action& action, Time at, CallPort& port) {
    if (auto* say = std::get_if<dialogue::Say>(&action)) {
        auto departure = response_times_.expect(*say);
        if (!departure) departure = std::make_shared<media::Departure>();
        timeline_.says(*say, departure, since_answer(at));
        heard_.begin(say->playback, departure, at);
        playback_ = say->playback;
        was_cut_ = false;
        port.say(say->playback, std::move(say->utterance), std::move(departure));
    } else if (std::holds_alternative<dialogue::StopSaying>(action)) {
        heard_.cut(at);
        was_cut_ = !heard_.texts().empty();
        timeline_.stopped_saying(since_answer(at));
        port.stop_saying();
    } else if (auto* start = std::get_if<dialogue::StartTimer>(&action)) {
        port.start_timer(start->timer, start->after);
    } else if (std::holds_alternative<dialogue::StopTimer>(action)) {
        port.stop_timer();
    } else if (auto* listen = std::get_if<dialogue::Listen>(&action)) {
        port.listen(std::move(listen->listening));
    } else if (std::holds_alternative<dialogue::StopListening>(action)) {
        port.stop_listening();
    } else if (auto* ask = std::get_if<dialogue::AskShipment>(&action)) {
        port.ask(std::move(*ask));
    } else if (auto* prepare = std::get_if<dialogue::Prepare>(&action)) {
        port.prepare(std::move(prepare->utterance));
    } else if (auto* question = std::get_if<dialogue::AskModel>(&action)) {
        timeline_.asked_model(since_answer(at));
        port.ask_model(std::move(*question));
    } else if (std::holds_alternative<dialogue::StopAsking>(action)) {
        port.stop_asking();
    } else if (auto* left = std::get_if<dialogue::LeftModel>(&action)) {
        timeline_.left_model(left->because, since_answer(at));
        models_left().Increment();
    } else if (std::holds_alternative<dialogue::HangUp>(action)) {
        timeline_.hung_up(since_answer(at));
        port.hang_up();
    }
}

void RobotParticipant::left(Time at) {
    if (!run_) return;
    run_->handle(dialogue::HungUp{}, since_answer(at));
    if (machine_) machine_->left(since_answer(at));
    heard_.cut(at);
    timeline_.left(since_answer(at));
    response_times_.settle(joined_at_);
}

void RobotParticipant::report(store::Call& record) const {
    if (!run_) return;
    dialogue::Report report = run_->report();
    // What was meant to be said when the voice failed was not heard.
    auto& turns = report.transcript;
    if (record.hangup_reason == kNoVoice && !turns.empty() && turns.back().role == dialogue::Turn::Role::robot)
        turns.pop_back();
    if (report.robot_hung_up) record.hangup_by = "robot";
    if (record.hangup_by != "system" || record.hangup_reason.empty()) record.hangup_reason = report.reason;
    record.intention = report.intention;
    record.talk_rounds = report.talk_rounds;
    record.answer_latency = response_times_.answer();
    record.turn_latencies = response_times_.turns_json();
    record.opt_out = report.opt_out;
    record.labels = labels_json(report);
    record.slots = slots_json(report);
    std::vector<ToldTurn> told;
    auto heard = heard_.texts();
    auto spoken = heard.begin();
    for (const auto* part : {&std::as_const(before_), &std::as_const(report.transcript)}) {
        for (const dialogue::Turn& turn : *part) {
            const bool is_robot = turn.role == dialogue::Turn::Role::robot;
            told.push_back({turn, is_robot && spoken != heard.end() ? std::optional(*spoken++) : std::nullopt});
        }
    }
    if (machine_) {
        for (const dialogue::Turn& turn : machine_->said()) told.push_back({turn, std::nullopt});
        std::ranges::stable_sort(told, {}, [](const ToldTurn& t) { return t.turn.start; });
        record.message_left = machine_->message_left();
        if (machine_->has_hung_up()) {
            record.hangup_by = "robot";
            record.hangup_reason = "machine";
        }
    }
    record.transcript = transcript_json(told);
    record.timeline = timeline_.to_json(joined_at_);
}

}  // namespace tiller::calls
