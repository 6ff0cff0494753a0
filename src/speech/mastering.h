#pragma once
// Raw speech of any engine made fit to be played after any other: telephone rate, one level, the same short quiet
// at both ends. Parts cut this way can be spliced without clicks, jumps of loudness or long gaps.
#include <cstdint>
#include <span>

#include "base/audio.h"
#include "base/result.h"

namespace tiller::speech {

/// Loudest sample after mastering: −6 dBFS, room for G.711 and for the line.
constexpr int kPeak = 16422;
/// Quiet before the first and after the last sound.
constexpr std::chrono::milliseconds kEdge{60};

/// `rate` is samples a second of `samples`, 8000 to 48000. Audio without any sound in it comes back empty.
Result<Audio> master(std::span<const int16_t> samples, int rate);

}  // namespace tiller::speech
