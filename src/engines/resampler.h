#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct SpeexResamplerState_;

namespace tiller::engines {

/// Telephone audio at another rate, piece by piece. Not thread-safe.
class Resampler {
  public:
    /// `rate` in samples a second, a multiple of Audio::kRate.
    explicit Resampler(int rate);
    ~Resampler();
    Resampler(const Resampler&) = delete;
    Resampler& operator=(const Resampler&) = delete;

    std::vector<int16_t> take(std::span<const int16_t> samples);
    /// What the filter still holds.
    std::vector<int16_t> rest();

  private:
    const int factor_;
    SpeexResamplerState_* const state_;
};

}  // namespace tiller::engines
