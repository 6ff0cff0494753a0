#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace tiller::speech {

/// `samples` at Audio::kRate; `rate` is theirs, 8000 to 48000 a second. The delay of the filter is taken out.
Result<std::vector<int16_t>> resample(std::span<const int16_t> samples, int rate);

}  // namespace tiller::speech
