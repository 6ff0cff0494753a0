#pragma once
#include "calls/heard_prompts.h"
#include "calls/machine_talk.h"
#include "calls/participant.h"
#include "calls/response_times.h"
#include "calls/timeline.h"
#include "dialogue/dialogue.h"

namespace tiller::calls {

/// The row's fields as the dialogue's variables: texts without blanks around them, numbers as they were sent.
dialogue::Values values_of(std::string_view fields, std::string_view callee);

/// A robot who talks: a run of a dialogue, what the party heard of it, and how long it waited.
/// Thread rule: one thread at a time; it is read and run where the call is moved on.
class RobotParticipant final : public Participant {
  public:
    /// `fields`: the row, as JSON. `today`: where the callee is, or not known.
    RobotParticipant(dialogue::DefinitionPtr robot, std::string fields, std::string callee, std::optional<Date> today)
        : robot_(std::move(robot)), fields_(std::move(fields)), callee_(std::move(callee)), today_(today) {}

    std::vector<Utterance> opening() const override;
    void joined(Time at, CallPort& port) override;
    void key(char key, Time at, CallPort& port) override { tell(dialogue::Digit{key}, at, port); }
    void rendered(uint64_t playback, const std::vector<speech::SpokenPart>& words) override {
        heard_.rendered(playback, words);
    }
    void played(uint64_t playback, Time at, CallPort& port) override;
    void timer_fired(uint64_t timer, Time at, CallPort& port) override;
    void speech_began(uint64_t turn, Time at, CallPort& port) override { tell(dialogue::SpeechBegan{turn}, at, port); }
    void heard(const PartySpeech& speech, Time at, CallPort& port) override {
        tell(dialogue::Heard{.turn = speech.turn,
                             .text = speech.text,
                             .confidence = speech.confidence,
                             .start = since_answer(speech.start),
                             .end = since_answer(speech.end),
                             .rejected = speech.rejected,
                             .heard_by = speech.heard_by},
             at, port);
    }
    void answer_judged(const answering::Judgement& judgement, Time at, CallPort& port) override;
    void shipment_told(const dialogue::ShipmentTold& answer, Time at, CallPort& port) override {
        tell(answer, at, port);
    }
    void model_told(const dialogue::ModelTold& told, Time at, CallPort& port) override { tell(told, at, port); }
    void left(Time at) override;
    void report(store::Call& record) const override;

  private:
    void tell(const dialogue::Event& event, Time at, CallPort& port);
    void carry_out(dialogue::Action& action, Time at, CallPort& port);
    void begin_anew(Time at, CallPort& port);
    bool machine_has_floor() const { return machine_ && machine_->has_floor(); }
    Millis since_answer(Time at) const { return std::chrono::duration_cast<Millis>(at - joined_at_); }

    const dialogue::DefinitionPtr robot_;
    const std::string fields_, callee_;
    const std::optional<Date> today_;
    std::unique_ptr<dialogue::Run> run_;    // from `joined`
    std::unique_ptr<MachineTalk> machine_;  // from `joined`, if the robot minds who answers
    std::vector<dialogue::Turn> before_;    // what was said before the dialogue began anew
    Time joined_at_{};
    ResponseTimes response_times_;
    Timeline timeline_;
    HeardPrompts heard_;     // one for each turn of the robot
    uint64_t playback_ = 0;  // the last one
    bool was_cut_ = false;   // that one, and the dialogue does not know yet how much of it was heard
};

/// Null for a robot that cannot be loaded.
inline std::unique_ptr<Participant> robot_participant(dialogue::DefinitionPtr robot, std::string fields,
                                                      std::string callee, std::optional<Date> today = {}) {
    if (!robot) return nullptr;
    return std::make_unique<RobotParticipant>(std::move(robot), std::move(fields), std::move(callee), today);
}

}  // namespace tiller::calls
