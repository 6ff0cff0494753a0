#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "answering/judgement.h"
#include "calls/participant.h"
#include "dialogue/dialogue.h"
#include "media/media.h"

namespace tiller::calls {

/// What happened in a robot's call and what the robot made of it, moment by moment: for people who look at the call.
/// What was said stands in the transcript; here stand the states, the keys, what was heard and how surely, what was not
/// understood, interruptions, silences, and when each answer was decided on and when its sound left.
///
/// Thread rule: the phone's thread.
/// Invariants:
///   1. Moments never go back.
///   2. At most kMost entries are kept; the first of those that are not says so (`cut`).
class Timeline {
  public:
    static constexpr size_t kMost = 1'000;

    void happened(const dialogue::Event& event, Millis at);
    void entered(std::string_view state, Millis at);
    /// The robot begins to say something. `departure`: when its first packet leaves, if somebody waits for it.
    void says(const dialogue::Say& say, std::shared_ptr<media::Departure> departure, Millis at);
    void stopped_saying(Millis at);
    void asked_model(Millis at);
    /// A state that a model ran goes on by its script.
    void left_model(const std::string& because, Millis at);
    /// Who is thought to have answered; noted when that changes.
    void judged(const answering::Judgement& judgement, Millis at);
    void hung_up(Millis at);
    void left(Millis at);

    /// Array of {"at": ms since the answer, "kind": …}. `answered`: when the call's clock was zero.
    std::string to_json(Time answered) const;

  private:
    struct Entry {
        Millis at{0};
        std::string_view kind;
        std::string text{};      // a state's name, a key, what was heard
        std::string because{};   // of a verdict, of a failure
        std::string rejected{};  // heard, and not sure enough
        std::string by{};        // the engine that heard it
        std::optional<double> confidence{};
        std::optional<int64_t> tokens{};                // read and written by a model, as its engine counts them
        std::optional<Millis> start{}, end{};           // of what was heard
        std::optional<Millis> answers{};                // the end of the callee's turn that is being answered
        std::shared_ptr<media::Departure> departure{};  // of what is said
    };

    void add(Entry entry);
    void model_told(const dialogue::ModelTold& told, Millis at);

    std::vector<Entry> entries_;
    std::optional<answering::Who> who_;
    uint64_t writing_ = 0;  // the question that a model answers
};

}  // namespace tiller::calls
