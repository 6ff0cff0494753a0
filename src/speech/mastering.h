#pragma once
// Raw speech of any engine made fit to be played after any other: telephone rate, one level, the same short quiet
// at both ends. Parts cut this way can be spliced without clicks, jumps of loudness or long gaps.
#include <cstdint>
#include <span>

#include "base/audio.h"
#include "base/result.h"

namespace tiller::speech {

/// Active speech level after mastering, as the RMS of the samples: −20 dBov (0 dBov is 32768; ITU-T P.56). So voices are
/// equally loud, whatever their peaks.
constexpr double kActiveLevel = 3276.8;
/// No sample is louder: −1 dBov. A voice with higher peaks than that is left a little softer, never clipped.
constexpr int kMostPeak = 29204;
/// Quiet before the first and after the last sound.
constexpr std::chrono::milliseconds kEdge{60};

/// The RMS over those 20 ms in which there is speech: that are not more than 15.9 dB below the level itself (the margin
/// of ITU-T P.56). 0 for silence.
double active_level(std::span<const int16_t> samples);

/// `rate` is samples a second of `samples`, 8000 to 48000. Audio without any sound in it comes back empty.
Result<Audio> master(std::span<const int16_t> samples, int rate);

}  // namespace tiller::speech
