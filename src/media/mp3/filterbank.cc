#include "media/mp3/filterbank.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tiller::media::mp3 {
namespace {

constexpr double kPi = std::numbers::pi;

// ISO/IEC 11172-3, Table B.3 (window of the synthesis filter), first half; times 65536, without the changes of sign.
constexpr int kWindow[257] = {
    0,     -1,    -1,    -1,    -1,    -1,    -1,    -2,    -2,    -2,    -2,    -3,    -3,    -4,    -4,    -5,
    -5,    -6,    -7,    -7,    -8,    -9,    -10,   -11,   -13,   -14,   -16,   -17,   -19,   -21,   -24,   -26,
    -29,   -31,   -35,   -38,   -41,   -45,   -49,   -53,   -58,   -63,   -68,   -73,   -79,   -85,   -91,   -97,
    -104,  -111,  -117,  -125,  -132,  -139,  -147,  -154,  -161,  -169,  -176,  -183,  -190,  -196,  -202,  -208,
    -213,  -218,  -222,  -225,  -227,  -228,  -228,  -227,  -224,  -221,  -215,  -208,  -200,  -189,  -177,  -163,
    -146,  -127,  -106,  -83,   -57,   -29,   2,     36,    72,    111,   153,   197,   244,   294,   347,   401,
    459,   519,   581,   645,   711,   779,   848,   919,   991,   1064,  1137,  1210,  1283,  1356,  1428,  1498,
    1567,  1634,  1698,  1759,  1817,  1870,  1919,  1962,  2001,  2032,  2057,  2075,  2085,  2087,  2080,  2063,
    2037,  2000,  1952,  1893,  1822,  1739,  1644,  1535,  1414,  1280,  1131,  970,   794,   605,   402,   185,
    -45,   -288,  -545,  -814,  -1095, -1388, -1692, -2006, -2330, -2663, -3004, -3351, -3705, -4063, -4425, -4788,
    -5153, -5517, -5879, -6237, -6589, -6935, -7271, -7597, -7910, -8209, -8491, -8755, -8998, -9219, -9416, -9585,
    -9727, -9838, -9916, -9959, -9966, -9935, -9863, -9750, -9592, -9389, -9139, -8840, -8492, -8092, -7640, -7134,
    -6574, -5959, -5288, -4561, -3776, -2935, -2037, -1082, -70,   998,   2122,  3300,  4533,  5818,  7154,  8540,
    9975,  11455, 12980, 14548, 16155, 17799, 19478, 21189, 22929, 24694, 26482, 28289, 30112, 31947, 33791, 35640,
    37489, 39336, 41176, 43006, 44821, 46617, 48390, 50137, 51853, 53534, 55178, 56778, 58333, 59838, 61289, 62684,
    64019, 65290, 66494, 67629, 68692, 69679, 70590, 71420, 72169, 72835, 73415, 73908, 74313, 74630, 74856, 74992,
    75038};

struct Tables {
    // Loops run over the last index, so that a compiler makes vectors of them without changing the order of a sum.
    alignas(64) std::array<float, 512> window;                // oldest sample first
    alignas(64) std::array<std::array<float, 16>, 32> split;  // cosines of the 32 bands' first half
    alignas(64) std::array<float, 36> overlap;                // the sine window
    alignas(64) std::array<std::array<float, 18>, 18> fine;   // cosines of the 18 lines

    Tables() {
        for (size_t i = 0; i < 512; ++i) {
            const int value = kWindow[i <= 256 ? i : 512 - i];
            window[511 - i] = static_cast<float>((i / 64 % 2 == 0 ? value : -value) / (65536.0 * 32));
        }
        for (size_t m = 0; m < 32; ++m) {
            for (size_t k = 0; k < 16; ++k) split[m][k] = static_cast<float>(std::cos((2.0 * k + 1) * m * kPi / 64));
        }
        for (size_t i = 0; i < 36; ++i) overlap[i] = static_cast<float>(std::sin(kPi / 36 * (i + 0.5)));
        for (size_t n = 0; n < 18; ++n) {
            for (size_t i = 0; i < 18; ++i) {
                fine[i][n] = static_cast<float>(std::cos(kPi / 72 * (2.0 * n + 1) * (2.0 * i + 1)) / 9);
            }
        }
    }
};
const Tables kTables;

// ISO/IEC 11172-3, Table B.9: against the aliases at the borders of the bands.
struct Butterflies {
    std::array<float, 8> same, other;

    Butterflies() {
        constexpr double kC[8] = {-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037};
        for (size_t i = 0; i < 8; ++i) {
            same[i] = static_cast<float>(1 / std::sqrt(1 + kC[i] * kC[i]));
            other[i] = static_cast<float>(kC[i] / std::sqrt(1 + kC[i] * kC[i]));
        }
    }
};
const Butterflies kButterflies;

}  // namespace

/// One sample of each band from 512 of sound.
void Filterbank::split(size_t slot, Bands& bands) const {
    const float* const sound = sound_.data() + slot * kBands;
    std::array<float, 64> y{};  // y[63 - i] is the standard's Y[i]
    for (size_t part = 0; part < kTaps; part += 64) {
        for (size_t i = 0; i < 64; ++i) y[i] += kTables.window[part + i] * sound[part + i];
    }
    // The cosines have period and symmetry: 64 sums become 32.
    std::array<float, 32> folded;
    folded[0] = y[47];
    for (size_t m = 1; m <= 16; ++m) folded[m] = y[47 - m] + y[47 + m];
    for (size_t m = 17; m < 32; ++m) folded[m] = y[47 - m] - y[m - 17];
    // cos((2(31 - k) + 1) m pi / 64) is cos((2k + 1) m pi / 64), with the other sign where m is odd.
    std::array<float, 16> even{}, odd{};
    for (size_t m = 0; m < 32; m += 2) {
        for (size_t k = 0; k < 16; ++k) even[k] += kTables.split[m][k] * folded[m];
        for (size_t k = 0; k < 16; ++k) odd[k] += kTables.split[m + 1][k] * folded[m + 1];
    }
    for (size_t k = 0; k < 16; ++k) {
        bands[k] = even[k] + odd[k];
        bands[31 - k] = even[k] - odd[k];
    }
}

void Filterbank::analyse(std::span<const float, kLines> samples, Lines& lines) {
    constexpr size_t kHalf = kSlots / 2;
    std::ranges::copy(samples, sound_.end() - kLines);
    std::array<Bands, kSlots> now;
    for (size_t slot = 0; slot < kSlots; ++slot) {
        split(slot, now[slot]);
        if (slot % 2 == 0) continue;
        for (size_t band = 1; band < kBands; band += 2) now[slot][band] = -now[slot][band];
    }
    std::copy(sound_.end() - (kTaps - kBands), sound_.end(), sound_.begin());

    // The transform of 36 values, half of them of the last granule, folded to 18: MDCT(a, b, c, d) = DCT-IV(-c' - d, a
    // - b').
    std::array<Bands, kSlots> folded;
    std::ranges::copy(before_, folded.begin() + kHalf);
    const auto& w = kTables.overlap;
    for (size_t n = 0; n < kHalf; ++n) {
        for (size_t band = 0; band < kBands; ++band) {
            folded[n][band] = -w[26 - n] * now[8 - n][band] - w[27 + n] * now[9 + n][band];
            before_[n][band] = w[n] * now[n][band] - w[17 - n] * now[17 - n][band];
        }
    }
    std::array<Bands, kSlots> fine{};
    for (size_t i = 0; i < kSlots; ++i) {
        for (size_t n = 0; n < kSlots; ++n) {
            for (size_t band = 0; band < kBands; ++band) fine[i][band] += kTables.fine[i][n] * folded[n][band];
        }
    }
    for (size_t i = 0; i < kButterflies.same.size(); ++i) {
        const float same = kButterflies.same[i], other = kButterflies.other[i];
        for (size_t band = 0; band + 1 < kBands; ++band) {
            const float up = fine[17 - i][band], down = fine[i][band + 1];
            fine[17 - i][band] = up * same + down * other;
            fine[i][band + 1] = down * same - up * other;
        }
    }
    for (size_t band = 0; band < kBands; ++band) {
        for (size_t i = 0; i < kSlots; ++i) lines[band * kSlots + i] = fine[i][band];
    }
}

}  // namespace tiller::media::mp3
