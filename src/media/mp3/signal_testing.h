#pragma once
// Signals that tests make and measure.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>
#include <vector>

#include "base/audio.h"

namespace tiller::media {

/// A sine of `hertz` lasting `milliseconds`, peak `peak`.
inline std::vector<int16_t> sine(double hertz, int milliseconds, double peak = 8000) {
    std::vector<int16_t> samples(static_cast<size_t>(milliseconds) * Audio::kRate / 1000);
    for (size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / Audio::kRate;
        samples[i] = static_cast<int16_t>(std::lround(peak * std::sin(phase)));
    }
    return samples;
}

/// Bursts of a buzz with two formants and breath, loud and faint like syllables.
inline std::vector<int16_t> speech_like(size_t length) {
    std::vector<int16_t> samples(length);
    std::mt19937 random(5);
    std::normal_distribution<> breath(0, 300);
    for (size_t i = 0; i < length; ++i) {
        const double t = static_cast<double>(i) / Audio::kRate;
        const double phase = 2 * std::numbers::pi * (110 + 15 * std::sin(3 * t)) * t;
        double sound = breath(random);
        for (int k = 1; k < 30; ++k) {
            const double first = 6000 / (1 + std::pow((k * 110 - 600) / 250.0, 2));
            const double second = 1500 / (1 + std::pow((k * 110 - 2200) / 300.0, 2));
            sound += (first + second) * std::sin(k * phase);
        }
        const double loudness = std::sqrt(std::max(0.0, std::sin(9 * t)));
        samples[i] = static_cast<int16_t>(std::clamp(loudness * sound, -32'000.0, 32'000.0));
    }
    return samples;
}

/// How far what differs between two signals lies below the first, in dB.
inline double signal_to_noise(std::span<const int16_t> original, std::span<const int16_t> copy) {
    double signal = 1e-9, difference = 1e-9;
    for (size_t i = 0; i < original.size(); ++i) {
        signal += std::pow(original[i], 2);
        difference += std::pow(original[i] - copy[i], 2);
    }
    return 10 * std::log10(signal / difference);
}

inline AudioPtr audio_of(std::vector<int16_t> samples) {
    return std::make_shared<const Audio>(Audio{std::move(samples)});
}

/// Root mean square.
inline double rms(std::span<const int16_t> samples) {
    double sum = 0;
    for (const int16_t s : samples) sum += static_cast<double>(s) * s;
    return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

/// The amplitude of the sine of `hertz` in the samples (Goertzel's algorithm).
inline double amplitude_at(std::span<const int16_t> samples, double hertz) {
    const double coefficient = 2 * std::cos(2 * std::numbers::pi * hertz / Audio::kRate);
    double s1 = 0, s2 = 0;
    for (const int16_t sample : samples) {
        const double s0 = sample + coefficient * s1 - s2;
        s2 = s1;
        s1 = s0;
    }
    const double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    return samples.empty() ? 0 : 2 * std::sqrt(std::max(0.0, power)) / static_cast<double>(samples.size());
}

}  // namespace tiller::media
