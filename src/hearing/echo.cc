#include "hearing/echo.h"

#include <algorithm>
#include <cmath>

#include "hearing/vad/noise_gate.h"

namespace tiller::hearing {
namespace {

constexpr double kFaint = 50;  // loudness below which nothing comes back

/// Appends a frame at half its rate and lets the oldest go.
template <size_t N>
void append(std::array<float, N>& samples, const int16_t* frame) {
    constexpr size_t count = Audio::kFrame / 2;
    std::copy(samples.begin() + count, samples.end(), samples.begin());
    for (size_t i = 0; i < count; ++i) samples[N - count + i] = static_cast<float>(frame[2 * i] + frame[2 * i + 1]);
}

}  // namespace

void Echo::add(const int16_t* heard, const int16_t* said) {
    const double rms = loudness({said, Audio::kFrame});
    const bool loud = rms > kFaint;
    loudness_[next_] = static_cast<float>(rms);
    next_ = (next_ + 1) % loudness_.size();
    quiet_ = loud ? 0 : std::min(quiet_ + 1, kLongestDelay + kCompared + 1);
    append(heard_, heard);
    append(said_, said);
}

double Echo::loudest() const { return *std::ranges::max_element(loudness_); }

bool Echo::is_there() const {
    if (!may_be_there()) return false;
    double heard_energy = 1;
    for (const float sample : heard_) heard_energy += static_cast<double>(sample) * sample;
    double said_energy = 1;
    for (size_t i = 0; i < heard_.size(); ++i) said_energy += static_cast<double>(said_[i]) * said_[i];
    for (size_t at = 0;; ++at) {
        float sum = 0;
        for (size_t i = 0; i < heard_.size(); ++i) sum += heard_[i] * said_[at + i];
        if (std::abs(sum) > kAlike * std::sqrt(heard_energy * said_energy)) return true;
        if (at + heard_.size() >= said_.size()) return false;
        const double gone = said_[at], comes = said_[at + heard_.size()];
        said_energy = std::max(1.0, said_energy + comes * comes - gone * gone);
    }
}

}  // namespace tiller::hearing
