#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/participant.h"

namespace tiller::calls {

/// What the party of a call heard of each prompt, in the words that the voice was given: all of it, or as far as a key,
/// a later prompt or the end of the call let it come. The time that the sound needs to the party's ear is not known and
/// not counted.
///
/// Thread rule: one thread at a time.
/// Invariant: one text for each prompt that was begun, in their order; that of a prompt which never left is empty.
class HeardPrompts {
  public:
    /// A prompt is about to be rendered; one that is still spoken is cut. `departure` is told when its first sound
    /// leaves.
    void begin(uint64_t playback, std::shared_ptr<const media::Departure> departure, Time at);
    /// It is rendered, and these are its words.
    void rendered(uint64_t playback, std::vector<speech::SpokenPart> words);
    /// All of it was spoken.
    void ended(uint64_t playback);
    /// What is being spoken, if anything is, goes no further.
    void cut(Time at);

    const std::vector<std::string>& texts() const { return texts_; }

  private:
    struct Open {
        uint64_t playback = 0;
        std::shared_ptr<const media::Departure> departure;
        std::vector<speech::SpokenPart> words;
    };

    std::vector<std::string> texts_;
    std::optional<Open> open_;  // the last one, while it is spoken
};

}  // namespace tiller::calls
