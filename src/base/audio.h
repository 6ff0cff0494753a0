#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace tiller {

/// Telephone audio: 8000 samples a second, mono, 16-bit linear. Immutable once shared between calls and threads.
struct Audio {
    static constexpr int kRate = 8000;
    static constexpr int kFrame = 160;  // samples in 20 ms

    std::vector<int16_t> samples;
    std::chrono::milliseconds length() const { return std::chrono::milliseconds(samples.size() * 1000 / kRate); }
};
using AudioPtr = std::shared_ptr<const Audio>;

}  // namespace tiller
