#pragma once
#include <string_view>

#include "base/result.h"
#include "engines/wav.h"

namespace tiller::engines {

/// The sound in an answer of /v1/audio/speech: a WAV file whatever its Content-Type says, else 16-bit linear samples if
/// the type is one of them ("audio/pcm", "audio/L16;rate=16000"; 24 kHz unless it names a rate). Errors: invalid.
Result<Sound> read_spoken_audio(std::string_view content_type, std::string_view body);

}  // namespace tiller::engines
