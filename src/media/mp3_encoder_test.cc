// The same encoder for one recording after the other: each is as long as it should be, where it should be, and holds
// nothing of those before it.
#include "media/mp3_encoder.h"

#include <gtest/gtest.h>

#include <random>

#include <boost/crc.hpp>

#include "media/call_for_test.h"
#include "media/mp3_for_test.h"

namespace tiller::media {
namespace {

using Samples = std::vector<int16_t>;

Samples noise(size_t length, uint32_t seed) {
    std::mt19937 random(seed);
    Samples samples(length);
    for (auto& sample : samples) sample = static_cast<int16_t>(random());
    return samples;
}

std::vector<uint8_t> encoded(Mp3Encoder& encoder, const Samples& left, const Samples& right) {
    std::vector<uint8_t> bytes;
    for (size_t at = 0; at < left.size(); at += 500) {
        const size_t now = std::min<size_t>(500, left.size() - at);
        EXPECT_TRUE(encoder.encode(std::span(left).subspan(at, now), std::span(right).subspan(at, now), bytes).ok());
    }
    const auto tag = encoder.finish(bytes);
    EXPECT_TRUE(tag.ok());
    std::ranges::copy(*tag, bytes.begin());
    return bytes;
}

Decoded decoded(const std::vector<uint8_t>& bytes) {
    Folder folder;
    std::ofstream(folder / "a.mp3", std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return decode_mp3(folder / "a.mp3");
}

TEST(Mp3Encoder, NoSoundOfARecordingComesIntoTheNext) {
    auto encoder = Mp3Encoder::make();
    ASSERT_TRUE(encoder.ok());
    // Every place in a frame of 576 samples at which a recording can end, in steps; noise at full volume to the end.
    for (size_t length = 0; length <= 1200; length += 25) {
        const Samples loud = noise(length, static_cast<uint32_t>(length));
        encoded(**encoder, loud, loud);
        const Samples silence(2000);
        const Decoded next = decoded(encoded(**encoder, silence, silence));
        ASSERT_EQ(next.left.size(), silence.size()) << length;
        for (const auto* side : {&next.left, &next.right}) {
            EXPECT_EQ(std::ranges::count(*side, 0), 2000) << "after noise of " << length << " samples";
        }
    }
}

TEST(Mp3Encoder, EveryRecordingHasItsLengthToTheSampleAndItsSoundInPlace) {
    auto encoder = Mp3Encoder::make();
    ASSERT_TRUE(encoder.ok());
    for (const size_t length : {0, 1, 159, 160, 575, 576, 577, 1000, 1151, 4000, 8000, 8223, 8224, 8225, 50'000}) {
        Samples tone(length);
        for (size_t i = 0; i < length; ++i)
            tone[i] = static_cast<int16_t>(8000 * std::sin(0.4 * static_cast<double>(i)));
        const Decoded mp3 = decoded(encoded(**encoder, tone, Samples(length)));
        ASSERT_EQ(mp3.left.size(), length);
        double difference = 0;
        for (size_t i = 0; i < length; ++i) difference += std::abs(mp3.left[i] - tone[i]);
        if (length > 3000) EXPECT_LT(difference / static_cast<double>(length), 300) << length;
        EXPECT_EQ(std::ranges::count(mp3.right, 0), static_cast<ptrdiff_t>(length)) << "the sides are apart";
    }
}

TEST(Mp3Encoder, TheLastSampleIsThere) {
    auto encoder = Mp3Encoder::make();
    ASSERT_TRUE(encoder.ok());
    for (const size_t length : {3000, 3100, 3200, 3300, 3400, 3500}) {
        Samples click(length);
        for (size_t i = length - 40; i < length; ++i) click[i] = i % 2 == 0 ? 12'000 : -12'000;
        for (size_t i = length - 40; i < length; ++i)
            click[i] = static_cast<int16_t>(click[i] / 2 + (i % 4 < 2 ? 9000 : -9000));
        const Decoded mp3 = decoded(encoded(**encoder, click, click));
        double end = 0, before = 0;
        for (size_t i = length - 40; i < length; ++i) end += std::abs(mp3.left[i]);
        for (size_t i = 0; i < 1000; ++i) before += std::abs(mp3.left[i]);
        EXPECT_GT(end / 40, 4000) << length;
        EXPECT_LT(before / 1000, 100) << length;
    }
}

TEST(Mp3Encoder, TheTagsChecksumIsRight) {
    auto encoder = Mp3Encoder::make();
    ASSERT_TRUE(encoder.ok());
    const Samples sound = noise(3000, 1);
    const auto bytes = encoded(**encoder, sound, sound);
    boost::crc_16_type crc;
    crc.process_bytes(bytes.data(), 175);
    EXPECT_EQ(crc.checksum(), bytes[175] << 8 | bytes[176]);
}

}  // namespace
}  // namespace tiller::media
