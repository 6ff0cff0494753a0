#include "engines/resampler.h"

#include <speex/speex_resampler.h>

#include <new>

#include "base/audio.h"

namespace tiller::engines {
namespace {

// As of prompts (speech/mastering.cc): 0 dB at 3.4 kHz, and nothing audible mirrored above 4 kHz.
constexpr int kQuality = 4;

}  // namespace

Resampler::Resampler(int rate)
    : factor_(rate / Audio::kRate),
      state_(speex_resampler_init(1, Audio::kRate, static_cast<uint32_t>(rate), kQuality, nullptr)) {
    if (state_ == nullptr) throw std::bad_alloc();
    speex_resampler_skip_zeros(state_);
}

Resampler::~Resampler() { speex_resampler_destroy(state_); }

std::vector<int16_t> Resampler::take(std::span<const int16_t> samples) {
    std::vector<int16_t> out((samples.size() + 1) * static_cast<size_t>(factor_));
    size_t read = 0, written = 0;
    while (read < samples.size()) {
        auto in_left = static_cast<spx_uint32_t>(samples.size() - read);
        auto out_left = static_cast<spx_uint32_t>(out.size() - written);
        speex_resampler_process_int(state_, 0, samples.data() + read, &in_left, out.data() + written, &out_left);
        if (in_left == 0 && out_left == 0) break;
        read += in_left;
        written += out_left;
    }
    out.resize(written);
    return out;
}

std::vector<int16_t> Resampler::rest() {
    return take(std::vector<int16_t>(static_cast<size_t>(speex_resampler_get_input_latency(state_))));
}

}  // namespace tiller::engines
