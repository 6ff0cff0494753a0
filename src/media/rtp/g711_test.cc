#include "media/rtp/g711.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

// An implementation that we did not write, as the reference. After the standard headers: it breaks <cmath> otherwise.
#include <spandsp.h>

namespace tiller::media::g711 {
namespace {

TEST(G711, DecodesAllCodesAsTheReference) {
    for (int code = 0; code < 256; ++code) {
        EXPECT_EQ(decode(Law::a, static_cast<uint8_t>(code)), alaw_to_linear(static_cast<uint8_t>(code))) << code;
        EXPECT_EQ(decode(Law::mu, static_cast<uint8_t>(code)), ulaw_to_linear(static_cast<uint8_t>(code))) << code;
    }
}

TEST(G711, EveryCodeSurvivesARoundTrip) {
    for (int code = 0; code < 256; ++code) {
        const auto c = static_cast<uint8_t>(code);
        EXPECT_EQ(encode(Law::a, decode(Law::a, c)), c);
        // µ-law has two zeros; the negative one becomes the positive.
        EXPECT_EQ(encode(Law::mu, decode(Law::mu, c)), c == 0x7f ? 0xff : c);
    }
}

TEST(G711, EverySampleGetsANearestCode) {
    for (const Law law : {Law::a, Law::mu}) {
        for (int sample = -32768; sample <= 32767; ++sample) {
            const int got = decode(law, encode(law, static_cast<int16_t>(sample)));
            const int limit = law == Law::a ? 32256 : 32124;
            // Half a step: the step is 16 (A) or 8 (µ) at zero and doubles with the magnitude.
            const int step = std::max(law == Law::a ? 16 : 8, std::abs(sample) / 16);
            if (std::abs(sample) > limit) {
                EXPECT_GE(std::abs(got), 31000) << sample;
            } else {
                EXPECT_LE(std::abs(got - sample), step / 2 + 8) << sample;
            }
            if (sample != 0 && std::abs(sample) > 8) EXPECT_EQ(got < 0, sample < 0) << sample;
        }
    }
}

TEST(G711, SilenceIsTheIdleCode) {
    EXPECT_EQ(encode(Law::a, 0), 0xd5);
    EXPECT_EQ(encode(Law::mu, 0), 0xff);
}

}  // namespace
}  // namespace tiller::media::g711
