#pragma once
#include <array>
#include <cstdint>

#include "base/audio.h"

namespace tiller::hearing {

/// Is what is heard what was said ourselves, come back by the line or by a loudspeaker? Compares the sound itself, so
/// that a voice that speaks at the same time is told from an echo of the same loudness.
/// Thread rule: one thread.
class Echo {
  public:
    static constexpr int kLongestDelay = 25;  // frames: half a second

    void add(const int16_t* heard, const int16_t* said);
    /// Whether anything was said that may come back now.
    bool may_be_there() const { return quiet_ <= kLongestDelay + kCompared; }
    /// Loudness of the loudest frame that may come back now.
    double loudest() const;
    /// Whether the last 160 ms are an echo: costs about a millisecond.
    bool is_there() const;

  private:
    static constexpr int kCompared = 8;                 // frames
    static constexpr size_t kHalf = Audio::kFrame / 2;  // samples of a frame at half the rate
    static constexpr double kAlike = 0.6;               // of 1: correlation of an echo with what was said

    std::array<float, kHalf * kCompared> heard_{};
    std::array<float, kHalf*(kCompared + kLongestDelay)> said_{};
    std::array<float, kCompared + kLongestDelay> loudness_{};  // of what was said, frame by frame
    size_t next_ = 0;
    int quiet_ = kLongestDelay + kCompared + 1;  // frames since something was said
};

}  // namespace tiller::hearing
