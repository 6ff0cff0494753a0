#include "media/rtp/tones.h"

#include <cmath>
#include <numbers>

namespace tiller::media {
namespace {

constexpr double kPeakAt0dBm0 = 22828;  // a sine of 0 dBm0 in A-law, whose full scale is +3.14 dBm0
constexpr double kRate = 8000;

struct Pair {
    int low, high;  // Hz
};
constexpr std::array<Pair, 16> kPairs{{{941, 1336},
                                       {697, 1209},
                                       {697, 1336},
                                       {697, 1477},
                                       {770, 1209},
                                       {770, 1336},
                                       {770, 1477},
                                       {852, 1209},
                                       {852, 1336},
                                       {852, 1477},
                                       {941, 1209},
                                       {941, 1477},
                                       {697, 1633},
                                       {770, 1633},
                                       {852, 1633},
                                       {941, 1633}}};

double peak(double dbm0) { return kPeakAt0dBm0 * std::pow(10, dbm0 / 20); }

std::array<Tone, 16> render() {
    std::array<Tone, 16> tones{};
    for (size_t key = 0; key < tones.size(); ++key) {
        for (int i = 0; i < kToneSamples; ++i) {
            const double t = 2 * std::numbers::pi * i / kRate;
            const double sample = peak(-7) * std::sin(kPairs[key].low * t) + peak(-5) * std::sin(kPairs[key].high * t);
            tones[key][static_cast<size_t>(i)] = static_cast<int16_t>(std::lround(sample));
        }
    }
    return tones;
}

const std::array<Tone, 16> kTones = render();

}  // namespace

const Tone& tone_of_event(uint8_t event) { return kTones[event & 15]; }

}  // namespace tiller::media
