#pragma once
// WAV files in memory (RIFF; Microsoft's "Multimedia Programming Interface and Data Specifications 1.0").
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::engines {

/// Mono, 16 bits.
std::string to_wav(std::span<const int16_t> samples, int rate);

struct Sound {
    std::vector<int16_t> samples;  // mono
    int rate = 0;                  // samples a second
};

/// 16-bit linear and 32-bit float audio of up to 8 channels, mixed down. A file that is cut off, or was written before
/// its length was known, has what is there. Errors: invalid, what is wrong with it.
Result<Sound> read_wav(std::string_view file);

/// 16-bit linear samples without a header, mono, little-endian.
std::vector<int16_t> read_pcm(std::string_view bytes);

}  // namespace tiller::engines
