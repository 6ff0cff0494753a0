#include "speech/mastering.h"

#include <gtest/gtest.h>

#include <numbers>

#include "speech/audio_check.h"

namespace tiller::speech {
namespace {

/// Silence, a tone, silence.
std::vector<int16_t> tone(int rate, double hertz, double level, double lead, double length, double tail) {
    std::vector<int16_t> out(static_cast<size_t>((lead + length + tail) * rate));
    auto from = static_cast<size_t>(lead * rate), to = static_cast<size_t>((lead + length) * rate);
    for (size_t i = from; i < to; i++) {
        out[i] = static_cast<int16_t>(level * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
    }
    return out;
}

/// Power of one frequency.
double power_at(const Audio& audio, double hertz) {
    double re = 0, im = 0;
    for (size_t i = 0; i < audio.samples.size(); i++) {
        double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / Audio::kRate;
        re += audio.samples[i] * std::cos(phase);
        im += audio.samples[i] * std::sin(phase);
    }
    return std::hypot(re, im) / static_cast<double>(audio.samples.size());
}

TEST(Mastering, EveryRateKeepsTonePitchLevelAndEdges) {
    for (int rate : {8000, 16000, 22050, 44100}) {
        auto audio = master(tone(rate, 1000, 3000, 0.3, 0.5, 0.7), rate);
        ASSERT_TRUE(audio) << rate;
        // 500 ms of tone and 60 ms at each end.
        EXPECT_NEAR(static_cast<double>(audio->length().count()), 620, 12) << rate;
        EXPECT_NEAR(active_level(audio->samples), kActiveLevel, kActiveLevel * 0.03) << rate;
        EXPECT_GT(power_at(*audio, 1000), 30 * power_at(*audio, 1300)) << rate;
        EXPECT_EQ(audio->samples.front(), 0);
        EXPECT_EQ(audio->samples.back(), 0);
        EXPECT_LT(peak(std::span(audio->samples).first(400)), kActiveLevel / 20) << rate;  // 50 ms of quiet
    }
}

TEST(Mastering, AboveTheTelephoneBandNothingIsAliased) {
    auto audio = master(tone(22050, 6000, 8000, 0, 0.5, 0), 22050);
    ASSERT_TRUE(audio);
    EXPECT_LT(power_at(*audio, 2000), 50);  // 6 kHz would come back at 2 kHz
}

TEST(Mastering, SpeechWithoutQuietAtItsEndsGetsSome) {
    auto audio = master(tone(16000, 500, 20000, 0, 0.2, 0), 16000);
    ASSERT_TRUE(audio);
    EXPECT_NEAR(static_cast<double>(audio->length().count()), 320, 12);
}

/// Sound of a second between pauses of one: a tone, with a click of `peak` at its beginning.
std::vector<int16_t> with_click(double level, int16_t peak) {
    auto out = tone(Audio::kRate, 500, level, 1, 1, 1);
    out[Audio::kRate] = peak;
    return out;
}

TEST(Mastering, LoudnessIsThatOfTheSpeechNotOfItsPeaksAndPauses) {
    for (double level : {600.0, 3000.0, 20000.0}) {
        auto even = master(tone(Audio::kRate, 500, level, 1, 1, 1), Audio::kRate);
        auto peaky = master(with_click(level, static_cast<int16_t>(level * 1.5)), Audio::kRate);
        ASSERT_TRUE(even && peaky);
        EXPECT_NEAR(20 * std::log10(active_level(even->samples) / 32768), -20, 0.2) << level;
        EXPECT_NEAR(active_level(peaky->samples), active_level(even->samples), kActiveLevel * 0.05) << level;
    }
    auto pauses = tone(Audio::kRate, 500, 3000, 0.2, 0.5, 3);
    auto more = tone(Audio::kRate, 500, 3000, 0, 0.5, 0);
    pauses.insert(pauses.end(), more.begin(), more.end());
    EXPECT_NEAR(active_level(master(pauses, Audio::kRate)->samples), kActiveLevel, kActiveLevel * 0.05);
}

TEST(Mastering, WhatHasHighPeaksIsSofterAndNotClipped) {
    auto audio = master(with_click(500, 20000), Audio::kRate);
    ASSERT_TRUE(audio);
    EXPECT_LE(peak(audio->samples), kMostPeak);
    EXPECT_LT(active_level(audio->samples), kActiveLevel);
}

TEST(Mastering, SilenceIsEmptyAndNoiseIsNotRaised) {
    EXPECT_TRUE(master({}, 16000)->samples.empty());
    EXPECT_TRUE(master(std::vector<int16_t>(5000, 3), 16000)->samples.empty());
    auto faint = master(tone(16000, 500, 200, 0, 0.2, 0), 16000);
    EXPECT_LT(peak(faint->samples), 3000);
}

TEST(Mastering, AnOddRateIsAnError) {
    std::vector<int16_t> some(100, 1000);
    EXPECT_FALSE(master(some, 0));
    EXPECT_FALSE(master(some, 96000));
}

}  // namespace
}  // namespace tiller::speech
