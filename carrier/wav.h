#pragma once
#include <string>

#include "base/audio.h"
#include "base/result.h"

namespace tiller::carrier {

/// The sound of a WAV file (RIFF): PCM of 16 bits, one channel, 8000 Hz. Errors name the file and what is wrong.
Result<AudioPtr> read_wav(const std::string& path);

}  // namespace tiller::carrier
