#include "speech/mastering.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "speech/resample.h"

namespace tiller::speech {
namespace {

// Of power: 15.9 dB, ITU-T P.56.
constexpr double kActivityMargin = 38.9;
// Below this an engine was silent; amplifying it would only raise its noise.
constexpr int kSilence = 64;
// Sound begins where the samples exceed this share of the loudest one (−40 dB).
constexpr int kEdgeShare = 100;
constexpr size_t kFade = Audio::kRate / 100;  // 10 ms
constexpr double kMostGain = 12.0;

int peak_of(std::span<const int16_t> samples) {
    int peak = 0;
    for (int16_t s : samples) peak = std::max(peak, std::abs(static_cast<int>(s)));
    return peak;
}

}  // namespace

double active_level(std::span<const int16_t> samples) {
    std::vector<double> powers;  // mean, a frame
    for (size_t at = 0; at < samples.size(); at += Audio::kFrame) {
        auto frame = samples.subspan(at, std::min<size_t>(Audio::kFrame, samples.size() - at));
        double sum = 0;
        for (int16_t s : frame) sum += static_cast<double>(s) * s;
        powers.push_back(sum / static_cast<double>(frame.size()));
    }
    // From the mean of all, pauses included, the level climbs until the frames that count no longer change.
    double level = 0;
    for (size_t counted = 0, before = powers.size() + 1; counted != before;) {
        before = std::exchange(counted, 0);
        double sum = 0;
        for (double power : powers) {
            if (power * kActivityMargin < level || power == 0) continue;
            sum += power;
            ++counted;
        }
        level = counted ? sum / static_cast<double>(counted) : 0;
    }
    return std::sqrt(level);
}

Result<Audio> master(std::span<const int16_t> raw, int rate) {
    if (rate < Audio::kRate || rate > 48000) return internal_error(fmt::format("no speech engine runs at {} Hz", rate));
    auto samples = resample(raw, rate);
    if (!samples) return samples.error();
    int peak = peak_of(*samples);
    if (peak < kSilence) return Audio{};

    int threshold = std::max(peak / kEdgeShare, 1);
    auto sounds = [&](int16_t s) { return std::abs(static_cast<int>(s)) > threshold; };
    auto first = std::find_if(samples->begin(), samples->end(), sounds) - samples->begin();
    auto last = samples->rend() - std::find_if(samples->rbegin(), samples->rend(), sounds);  // one behind the sound

    constexpr auto kQuiet = static_cast<ptrdiff_t>(kEdge.count() * Audio::kRate / 1000);
    auto sound = std::span(*samples).subspan(static_cast<size_t>(first), static_cast<size_t>(last - first));
    double gain = std::min({kActiveLevel / active_level(sound), static_cast<double>(kMostPeak) / peak, kMostGain});
    Audio audio;
    audio.samples.reserve(static_cast<size_t>(last - first + 2 * kQuiet));
    auto size = static_cast<ptrdiff_t>(samples->size());
    for (ptrdiff_t i = first - kQuiet; i < last + kQuiet; i++) {
        double value = i < 0 || i >= size ? 0 : (*samples)[static_cast<size_t>(i)] * gain;
        audio.samples.push_back(static_cast<int16_t>(value));
    }
    auto& out = audio.samples;
    for (size_t i = 0; i < kFade && i < out.size(); i++) {
        out[i] = static_cast<int16_t>(out[i] * static_cast<int>(i) / static_cast<int>(kFade));
        int16_t& end = out[out.size() - 1 - i];
        end = static_cast<int16_t>(end * static_cast<int>(i) / static_cast<int>(kFade));
    }
    return audio;
}

}  // namespace tiller::speech
