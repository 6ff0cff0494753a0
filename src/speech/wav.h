#pragma once
#include <string>

#include "base/result.h"
#include "speech/rendering.h"

namespace tiller::speech {

/// Writes the sound as a WAV file (RIFF; PCM, 8000 Hz, mono, 16 bits), replacing what is there. Error: unavailable, with
/// the path and why it cannot be written.
Result<void> write_wav(const std::string& path, const Rendering& rendering);

}  // namespace tiller::speech
