#pragma once
// Speech and noises for tests of hearing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "base/audio.h"
#include "hearing/vad/noise_gate.h"
#include "speech/flite_engine.h"

namespace tiller::hearing {

using Sound = std::vector<int16_t>;

/// Spoken English, from its first loud sample to its last.
inline Sound spoken(const std::string& text, const std::string& voice = "rms") {
    speech::FliteEngine flite;
    auto audio = flite.synthesize(text, "en", voice);
    EXPECT_TRUE(audio.ok());
    Sound out = audio->samples;
    const auto is_loud = [](int16_t sample) { return std::abs(int{sample}) > 300; };
    out.erase(out.begin(), std::ranges::find_if(out, is_loud));
    while (!out.empty() && !is_loud(out.back())) out.pop_back();
    return out;
}

inline Sound silence(int milliseconds) { return Sound(static_cast<size_t>(milliseconds) * 8); }

inline Sound operator+(Sound first, const Sound& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

inline Sound louder(Sound sound, double times) {
    for (int16_t& sample : sound) sample = static_cast<int16_t>(std::clamp(sample * times, -32'000.0, 32'000.0));
    return sound;
}

/// With white noise of this root mean square.
inline Sound with_noise(Sound sound, double rms, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<> noise(0, rms);
    for (int16_t& sample : sound) {
        sample = static_cast<int16_t>(std::clamp(sample + noise(random), -32'000.0, 32'000.0));
    }
    return sound;
}

/// Clicks of 2 ms, three a second.
inline Sound clicks(int milliseconds) {
    Sound out = silence(milliseconds);
    for (size_t at = 800; at + 16 < out.size(); at += 2667)
        std::fill_n(out.begin() + static_cast<int64_t>(at), 16, 12'000);
    return out;
}

inline Sound tone(double hertz, int milliseconds, double peak = 8'000) {
    Sound out = silence(milliseconds);
    for (size_t i = 0; i < out.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / Audio::kRate;
        out[i] = static_cast<int16_t>(peak * std::sin(phase));
    }
    return out;
}

/// A sine that is keyed on and off, as a busy line.
inline Sound busy_tone(int milliseconds) {
    Sound out = tone(425, milliseconds, 6'000);
    for (size_t i = 0; i < out.size(); ++i) {
        if (i / 4'000 % 2 == 1) out[i] = 0;
    }
    return out;
}

}  // namespace tiller::hearing
