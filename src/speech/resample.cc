#include "speech/resample.h"

#include <fmt/format.h>
#include <speex/speex_resampler.h>

#include <memory>

#include "base/audio.h"

namespace tiller::speech {
namespace {

// 0 dB at 3.4 kHz and nothing audible aliased; higher qualities cost time and bring nothing at this rate.
constexpr int kResamplerQuality = 4;

}  // namespace

Result<std::vector<int16_t>> resample(std::span<const int16_t> samples, int rate) {
    if (rate == Audio::kRate) return std::vector<int16_t>(samples.begin(), samples.end());
    int error = 0;
    std::unique_ptr<SpeexResamplerState, decltype(&speex_resampler_destroy)> state(
        speex_resampler_init(1, static_cast<uint32_t>(rate), Audio::kRate, kResamplerQuality, &error),
        speex_resampler_destroy);
    if (!state) return internal_error(fmt::format("cannot resample from {} Hz: speexdsp error {}", rate, error));
    speex_resampler_skip_zeros(state.get());
    // Zeros behind the end push out what the filter still holds.
    std::vector<int16_t> in(samples.begin(), samples.end());
    in.resize(in.size() + static_cast<size_t>(speex_resampler_get_input_latency(state.get())));
    std::vector<int16_t> out(in.size() * Audio::kRate / static_cast<size_t>(rate) + 64);
    size_t read = 0, written = 0;
    while (read < in.size() && written < out.size()) {
        auto in_left = static_cast<spx_uint32_t>(in.size() - read);
        auto out_left = static_cast<spx_uint32_t>(out.size() - written);
        speex_resampler_process_int(state.get(), 0, in.data() + read, &in_left, out.data() + written, &out_left);
        if (in_left == 0 && out_left == 0) break;
        read += in_left;
        written += out_left;
    }
    out.resize(written);
    return out;
}

}  // namespace tiller::speech
