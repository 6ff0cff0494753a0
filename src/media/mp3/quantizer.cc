#include "media/mp3/quantizer.h"

#include <algorithm>
#include <cmath>

namespace tiller::media::mp3 {
namespace {

// Levels are logarithms to base 2 of the mean square of a line: 1 is 3 dB. These numbers were found by trial with
// speech in G.711: as much noise as LAME makes in all, less in the faint bands and before a sound begins (see
// mp3_bench.cc).
constexpr float kFloor = -33.5F;    // below this is the noise that G.711 makes by itself
constexpr float kSharpness = 8.0F;  // how far below the loudest band noise lies in that band
constexpr float kFollows = 0.3F;    // how much lower it lies in a band that is 1 fainter
constexpr float kLeast = 1.0F;      // how far below any band that is heard
constexpr float kOnset = 4.0F;      // how much a band's level may rise at once and still hide as much
constexpr float kMost = 13.0F;      // no band needs more
constexpr float kRounding = 0.33F;  // less than a half: zeros are cheap

constexpr int kEmpty = -1000;  // in the place of the step of a band that holds nothing

/// The logarithm of the step with which rounding |x|^(3/4) makes noise of a level in a band of a level: uniform steps s
/// make s^2 / 12, and behind the power of 3/4 a step is 4/3 (x / s)^(1/4) times as large.
float step_for(float noise, float level) { return (2.0F / 3) * (2.7549F + noise - level / 4); }

}  // namespace

Quantizer::PerBand Quantizer::nothing() {
    PerBand levels;
    levels.fill(kFloor);
    return levels;
}

Quantizer::PerBand Quantizer::levels(const Lines& lines) {
    constexpr size_t kGroup = 4;  // all edges but the last are multiples of it
    std::array<float, kLines / kGroup> groups{};
    for (size_t i = 0; i < groups.size(); ++i) {
        for (size_t j = 0; j < kGroup; ++j) groups[i] += lines[i * kGroup + j] * lines[i * kGroup + j];
    }
    PerBand levels;
    for (size_t band = 0; band < kBands; ++band) {
        const size_t begin = Granule::kEdges[band], end = Granule::kEdges[band + 1];
        float sum = 1e-20F;
        for (size_t i = begin / kGroup; i < end / kGroup; ++i) sum += groups[i];
        levels[band] = std::log2(sum / static_cast<float>(end - begin));
    }
    return levels;
}

void Quantizer::quantize(const Lines& lines, Granule& granule) {
    const PerBand now = levels(lines);
    const float top = *std::ranges::max_element(now);
    std::array<int, kBands> steps;  // logarithms in quarters, as `gain` counts
    for (size_t band = 0; band < kBands; ++band) {
        const float level = now[band];
        const float hidden = kFollows * level + (1 - kFollows) * top - kSharpness;
        const float before = std::max(before_[band], kFloor) + kOnset - kSharpness;
        const float noise = std::max({std::min({hidden, before, level - kLeast}), level - kMost, kFloor});
        steps[band] = level < kFloor ? kEmpty : static_cast<int>(std::floor(4 * step_for(noise, level)));
    }
    before_ = now;
    choose_scales(steps, granule);
    round(lines, granule);
}

/// The nearest to the steps that a frame can tell, none smaller.
void Quantizer::choose_scales(const std::array<int, kBands>& steps, Granule& granule) {
    constexpr size_t kLow = 11;  // bands below it have scales up to 15, others up to 7
    const auto most = [](size_t band) { return band < kLow ? 15 : 7; };
    const int largest = *std::ranges::max_element(steps);
    granule.gain = largest == kEmpty ? 255 : std::clamp(210 + largest, 0, 255);  // 255: all becomes zero
    granule.coarse = false;
    for (size_t band = 0; band < kBands; ++band) {
        if (steps[band] != kEmpty && largest - steps[band] > 2 * most(band)) granule.coarse = true;
    }
    granule.scale.fill(0);
    for (size_t band = 0; band < kBands; ++band) {
        if (steps[band] == kEmpty) continue;
        const int scale = (largest - steps[band]) / (granule.coarse ? 4 : 2);
        granule.scale[band] = static_cast<uint8_t>(std::min(scale, most(band)));
    }
}

void Quantizer::coarsen(const Lines& lines, Granule& granule) {
    granule.gain = std::min(255, granule.gain + 4);
    round(lines, granule);
}

void Quantizer::round(const Lines& lines, Granule& granule) {
    for (size_t band = 0; band < kBands; ++band) {
        const int finer = granule.scale[band] * (granule.coarse ? 4 : 2);
        const float per_step = std::exp2(-0.25F * static_cast<float>(granule.gain - 210 - finer));
        for (size_t i = Granule::kEdges[band]; i < Granule::kEdges[band + 1]; ++i) {
            const float x = std::fabs(lines[i]) * per_step;
            const float power = std::min(std::sqrt(x * std::sqrt(x)), static_cast<float>(Granule::kMostValue));
            const auto value = static_cast<int32_t>(power + kRounding);
            granule.values[i] = lines[i] < 0 ? -value : value;
        }
    }
    std::fill(granule.values.begin() + Granule::kEdges[kBands], granule.values.end(), 0);
}

}  // namespace tiller::media::mp3
