#include "media/rtp/concealer.h"

#include <gtest/gtest.h>

#include "media/mp3/signal_testing.h"

namespace tiller::media {
namespace {

TEST(Concealer, SilentBeforeAnythingWasHeard) {
    Concealer concealer;
    std::vector<int16_t> gap(160, 99);
    concealer.fill(gap);
    EXPECT_EQ(rms(gap), 0);
}

TEST(Concealer, GoesOnAtTheSamePitchFadesAndStaysSilent) {
    for (const double hertz : {80.0, 123.0, 190.0, 400.0}) {
        Concealer concealer;
        auto tone = sine(hertz, 100);
        concealer.heard(tone);
        std::vector<int16_t> gap(160), later(400), last(160);
        concealer.fill(gap);
        EXPECT_GT(amplitude_at(gap, hertz), 4500) << hertz;
        // No step that the tone itself does not have.
        const int steepest = static_cast<int>(8000 * 2 * std::numbers::pi * hertz / 8000) + 700;
        EXPECT_LT(std::abs(gap[0] - tone.back()), steepest) << hertz;
        for (size_t i = 1; i < gap.size(); ++i) ASSERT_LT(std::abs(gap[i] - gap[i - 1]), steepest) << hertz << " " << i;
        concealer.fill(later);
        concealer.fill(last);
        EXPECT_EQ(rms(last), 0);
    }
}

TEST(Concealer, TheSeamAfterAGapIsSoft) {
    Concealer concealer;
    auto tone = sine(100, 200);
    concealer.heard(std::span(tone).first(800));
    std::vector<int16_t> gap(160);
    concealer.fill(gap);
    const auto original = tone[960 + 100];
    const std::span<int16_t> back = std::span(tone).subspan(960, 160);
    concealer.heard(back);
    EXPECT_LT(std::abs(back[0] - gap.back()), 1500);
    EXPECT_EQ(back[100], original);  // past the seam nothing is changed
}

TEST(Concealer, OddLengthsAndLoudNoise) {
    Concealer concealer;
    uint32_t state = 1;
    for (int i = 0; i < 2000; ++i) {
        state = state * 1664525 + 1013904223;
        std::vector<int16_t> samples(state >> 22);
        for (auto& s : samples) s = (state = state * 1664525 + 1013904223) >> 31 ? 32767 : -32768;
        i % 3 == 0 ? concealer.fill(samples) : concealer.heard(samples);
    }
}

}  // namespace
}  // namespace tiller::media
