#pragma once
// A conversation with a robot without a telephone: what the callee does is told, time passes by itself.
#include <optional>
#include <string>
#include <vector>

#include "base/zone.h"
#include "dialogue/dialogue.h"
#include "model/model_question.h"

namespace tiller::rehearsal {

struct Setting {
    dialogue::Values row;
    Date today;
    /// What is found out about a parcel that the robot asks for; nobody answers without it.
    std::optional<dialogue::ShipmentTold> parcel{};
};

/// What a language model answers: somebody's lines instead of an engine's.
struct ModelLines {
    std::string text;
    std::vector<ModelCall> calls{};
    std::string fails{};  // why it failed, after what it wrote; empty: it did not
};

/// What the robot said since the callee last did something.
struct Said {
    std::string text;     // with values as they stand in the row
    std::string spelled;  // as it is spoken: "eighty four dollars"
};

/// A prompt takes as long as it would be spoken for, and is heard to its end.
/// Thread rule: one thread at a time.
class Rehearsal {
  public:
    /// The callee answers the telephone.
    Rehearsal(dialogue::DefinitionPtr robot, const Setting& setting);

    /// Empty words are words that nobody knows. False: the robot does not listen.
    bool say(std::string_view words, double confidence = 1.0);
    /// Keys one after the other; false for one that no telephone has.
    bool press(std::string_view keys);
    /// A model is asked, and has not answered: the robot waits for it.
    bool is_model_asked() const { return asked_model_.has_value(); }
    const dialogue::AskModel& asked_model() const { return *asked_model_; }
    /// It answers; false if none is asked. A tool that was not offered is a failure, as with an engine.
    bool model_answers(ModelLines lines);
    /// The callee does nothing until the robot has waited long enough.
    void be_silent();
    void hang_up();

    const std::vector<Said>& said() const { return said_; }
    bool ended() const { return run_->ended(); }
    bool is_listening() const { return listens_; }
    dialogue::Report report() const { return run_->report(); }
    /// What the callee's last words meant; empty if they were not understood.
    std::string meaning() const;

  private:
    /// How much the robot wants done now.
    void give(const dialogue::Event& event);
    /// Until the robot waits for the callee.
    void let_it_speak();

    const std::optional<dialogue::ShipmentTold> parcel_;
    std::unique_ptr<dialogue::Run> run_;
    std::vector<Said> said_;
    Millis now_{0}, speaks_until_{0}, timer_at_{0};
    uint64_t playback_ = 0, timer_ = 0, turn_ = 0;
    bool speaks_ = false, listens_ = false;
    std::optional<dialogue::AskShipment> asked_;
    std::optional<dialogue::AskModel> asked_model_;
};

}  // namespace tiller::rehearsal
