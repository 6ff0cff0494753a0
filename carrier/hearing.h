#pragma once
// What a simulated person makes of the sound in the receiver: is the robot speaking, has it finished?
#include <cstdint>

#include "base/audio.h"
#include "base/clock.h"

namespace tiller::carrier {

/// True for 20 ms of audio that are louder than a line's noise (root mean square above 200 of 32767).
bool is_loud(const int16_t* frame);

/// Follows one call's loud frames. Thread rule: one thread. A prompt is at least 200 ms of sound, ended by 900 ms
/// without: longer than the pauses between its sentences.
class Hearing {
  public:
    static constexpr Millis kFrame{20};
    static constexpr Millis kShortestPrompt{200};
    static constexpr Millis kSilence{900};

    /// A loud frame arrived.
    void hear(Millis now);
    /// True once after each prompt's end.
    bool prompt_has_ended(Millis now);
    /// All sound so far.
    Millis sound() const { return sound_; }

  private:
    Millis sound_{0};
    Millis in_prompt_{0};
    Millis last_sound_{0};
};

}  // namespace tiller::carrier
