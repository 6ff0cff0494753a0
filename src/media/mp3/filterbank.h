#pragma once
#include <array>
#include <span>

namespace tiller::media::mp3 {

inline constexpr size_t kLines = 576;  // samples and frequency lines of a granule
using Lines = std::array<float, kLines>;

/// From sound to frequency: 32 bands of equal width, then 18 lines in each (ISO/IEC 11172-3, Annex C; long
/// blocks only). Thread rule: one thread. Never allocates. Invariant: with a decoder's own filters the
/// sound comes out kDelay samples later, otherwise unchanged.
class Filterbank {
  public:
    static constexpr size_t kDelay = 1057;  // 481 of the bands' filters, 576 of the overlap

    /// The next samples of a side, ±1 at full volume, to lines in order of frequency.
    void analyse(std::span<const float, kLines> samples, Lines& lines);

  private:
    static constexpr size_t kBands = 32, kSlots = 18;
    static constexpr size_t kTaps = 512;
    using Bands = std::array<float, kBands>;

    void split(size_t slot, Bands& bands) const;

    std::array<float, kTaps - kBands + kLines> sound_{};  // the last samples, then the new ones
    std::array<Bands, kSlots / 2> before_{};              // the last granule's part of the overlap, folded
};

}  // namespace tiller::media::mp3
