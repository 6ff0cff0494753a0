#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace tiller::media {

/// Fills gaps in speech with the last pitch period of what was heard, fading to silence within 50 ms, with soft seams
/// on both sides: in the manner of ITU-T G.711 Appendix I. (spandsp's concealment copies overlapping memory with
/// memcpy.) Thread rule: one thread at a time. Never allocates.
class Concealer {
  public:
    /// Takes note of received samples; after a gap the first of them are blended with the end of what filled it.
    void heard(std::span<int16_t> samples);
    /// Makes up samples that were not received. Silence before anything was heard.
    void fill(std::span<int16_t> samples);
    /// What was heard last has faded to silence, or nothing was heard yet.
    bool faded() const { return missing_ >= kFadedOut; }

  private:
    static constexpr int kShortestPitch = 40;  // 200 Hz
    static constexpr int kLongestPitch = 120;  // 67 Hz
    static constexpr int kCompared = 160;      // samples over which two periods are compared
    static constexpr int kHistory = kCompared + kLongestPitch;
    static constexpr int kFadedOut = 400;  // 50 ms

    int find_pitch() const;
    void begin_gap();
    /// The next made-up sample.
    float next();

    std::array<int16_t, kHistory> history_{};  // the last samples heard, in order
    std::array<float, kLongestPitch> period_{};
    int pitch_ = kShortestPitch;
    int missing_ = kFadedOut;  // samples since the last one heard
};

/// Lets sound that begins in its midst rise within 5 ms.
void rise(std::span<int16_t> samples);

}  // namespace tiller::media
