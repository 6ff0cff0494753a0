#pragma once
// Is this speech? 20 ms at a time, of many calls at once.
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/audio.h"

namespace tiller::hearing {

/// What a detector remembers of one call.
class ActivityState {
  public:
    virtual ~ActivityState() = default;
};

/// The next 20 ms of a call.
struct ActivityJob {
    ActivityState* state;    // made by the same detector
    const int16_t* samples;  // Audio::kFrame of them
    bool is_speech = false;  // the answer
};

/// Thread rule: one thread at a time, the states included.
class VoiceActivity {
  public:
    virtual ~VoiceActivity() = default;
    /// For logs and the doctor.
    virtual std::string name() const = 0;
    /// By any thread.
    virtual std::unique_ptr<ActivityState> open() = 0;
    /// Answers all jobs, at most one a call.
    virtual void judge(std::span<ActivityJob> jobs) = 0;
};

/// Noise suppression of speexdsp, then WebRTC's detector and a gate over the noise floor: what is there always.
std::unique_ptr<VoiceActivity> make_voice_chain();

}  // namespace tiller::hearing
