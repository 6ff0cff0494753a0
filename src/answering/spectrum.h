#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace tiller::answering {

/// What a moment of sound is made of, if it is made of one tone or of two.
struct Chord {
    double hertz = 0;  // of the stronger tone
    double share = 0;  // of all power between 200 and 3700 Hz, in that tone: 0 to 1
    double second_hertz = 0;
    double pair_share = 0;  // in both
    double loud = 0;        // root mean square of the frame
};

/// Looks for tones in the last 32 ms, frame by frame.
/// Thread rule: one thread. Cost: one transform of 256 points a frame.
class Spectrum {
  public:
    static constexpr size_t kPoints = 256;

    /// 20 ms at 8000 Hz.
    Chord hear(std::span<const int16_t> frame);

  private:
    std::array<double, kPoints> last_{};  // samples, the newest last
};

}  // namespace tiller::answering
