#pragma once
#include <array>
#include <cstdint>

#include "media/mp3/filterbank.h"

namespace tiller::media::mp3 {

/// One side of a frame in whole numbers. A line is sign(v) |v|^(4/3) 2^((gain - 210) / 4) divided by
/// 2^(scale[band] / 2), or with `coarse` by 2^scale[band] (ISO/IEC 11172-3, 2.4.3.4.7.1).
struct Granule {
    using Values = std::array<int32_t, kLines>;

    // Where the bands of lines begin at 8 kHz. The standard has no such rate; all decoders agree on these.
    static constexpr std::array<size_t, 23> kEdges{0,   12,  24,  36,  48,  60,  72,  88,  108, 132, 160, 192,
                                                   232, 280, 336, 400, 476, 566, 568, 570, 572, 574, 576};
    static constexpr size_t kBands = 21;  // that have a scale; the last few lines go without
    static constexpr int32_t kMostValue = 15 + 8191;

    alignas(16) Values values{};
    int gain = 0;                         // global_gain, 0 to 255
    bool coarse = false;                  // scalefac_scale
    std::array<uint8_t, kBands> scale{};  // scalefac_l
};

}  // namespace tiller::media::mp3
