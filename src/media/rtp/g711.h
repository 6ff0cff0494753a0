#pragma once
// G.711: companded 8-bit samples, A-law and µ-law, by table. ITU-T G.711; payload types of RFC 3551, table 4.
//
// Thread rule: pure functions over constant tables, safe from any thread.
#include <cstdint>
#include <span>

namespace tiller::media::g711 {

/// The value is the static RTP payload type.
enum class Law : uint8_t { mu = 0, a = 8 };

/// The linear value of one code: A-law spans ±32256, µ-law ±32124.
int16_t decode(Law law, uint8_t code);

/// The code whose interval holds `sample`; µ-law clips beyond ±32635.
uint8_t encode(Law law, int16_t sample);

/// Encodes `samples` into as many bytes at `out`.
void encode(Law law, std::span<const int16_t> samples, uint8_t* out);

/// The 256 linear values of a law, for loops.
const int16_t* decode_table(Law law);

}  // namespace tiller::media::g711
