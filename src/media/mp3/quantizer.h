#pragma once
#include <array>

#include "media/mp3/granule.h"

namespace tiller::media::mp3 {

/// Decides how much noise each band of a side may take and rounds its lines accordingly. More noise hides in a loud
/// band than in a faint one, and less in a band that was quiet a moment ago, for it begins before the sound does.
/// Thread rule: one thread. Never allocates.
class Quantizer {
  public:
    /// Silence gives zeros.
    void quantize(const Lines& lines, Granule& granule);
    /// Rounds the same lines again with steps twice as large: for a granule that finds no room in its frame.
    static void coarsen(const Lines& lines, Granule& granule);

  private:
    static constexpr size_t kBands = 17;  // those above, from 3.93 kHz, stay empty: a telephone has nothing there
    using PerBand = std::array<float, kBands>;

    static PerBand levels(const Lines& lines);
    static void choose_scales(const std::array<int, kBands>& steps, Granule& granule);
    static void round(const Lines& lines, Granule& granule);

    PerBand before_ = nothing();  // levels of the last granule
    static PerBand nothing();
};

}  // namespace tiller::media::mp3
