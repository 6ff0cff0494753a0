#pragma once
#include <array>
#include <cstdint>

namespace tiller::media {

constexpr int kToneSamples = 800;  // 100 ms
using Tone = std::array<int16_t, kToneSamples>;

/// The two tones of a key (ITU-T Q.23), -7 dBm0 the lower and -5 dBm0 the higher, rendered when the program starts.
/// `event` as in TelephoneEvent, 0–15. Safe from any thread.
const Tone& tone_of_event(uint8_t event);

}  // namespace tiller::media
