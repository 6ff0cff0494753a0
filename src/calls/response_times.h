#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dialogue/dialogue.h"
#include "media/media.h"

namespace tiller::calls {

/// How long one call's callee waited for the robot, by the call's clock (monotonic, zero at the 200 OK).
///
///   answer latency   from the 200 OK to the first packet of the first prompt, if no turn of the callee came before it
///   turn latency     from the end of a turn (dialogue::Say::answers) to the first packet of the prompt that answers it
///
/// A key's time is that of its recognition in the media thread: 40 ms of it are on the wire by then, and its packet may
/// have waited for the thread's tick, 20 ms at most. The packet is the first of the prompt, which begins with
/// speech::kEdge of quiet.
///
/// Thread rule: the phone's thread.
/// Invariant: a prompt is counted once, when its departure is seen; one that was stopped before it began, never.
class ResponseTimes {
  public:
    using Time = media::Departure::Time;

    /// A prompt is about to be rendered: what to give to the engine with it, null if nobody waits for this one.
    std::shared_ptr<media::Departure> expect(const dialogue::Say& say);
    /// Counts the expected prompt if it has left. `answered`: when the call's clock was zero.
    void settle(Time answered);

    std::optional<Millis> answer() const { return answer_; }
    /// In milliseconds, first to last, as a JSON array.
    std::string turns_json() const;

  private:
    struct Expected {
        std::shared_ptr<media::Departure> departure;
        std::optional<Millis> turn_end;  // nothing: the first prompt
    };

    bool spoken_ = false;
    std::optional<Expected> expected_;
    std::optional<Millis> answer_;
    std::vector<Millis> turns_;
};

}  // namespace tiller::calls
