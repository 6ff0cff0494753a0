// The encoder held against decoders that we did not write: recordings are as long as they should be, each sound is
// where and how it should be, and one side holds nothing of the other.
#include "media/mp3/encoder.h"

#include <gtest/gtest.h>

#include <boost/crc.hpp>
#include <random>
#include <set>

#include "media/mp3/folder_testing.h"
#include "media/mp3/lame_testing.h"
#include "media/mp3/signal_testing.h"

namespace tiller::media::mp3 {
namespace {

using Samples = std::vector<int16_t>;

Samples noise(size_t length, uint32_t seed, double volume = 32'767) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<> sample(-volume, volume);
    Samples samples(length);
    for (auto& s : samples) s = static_cast<int16_t>(sample(random));
    return samples;
}

Samples tone(size_t length, double hertz, double peak = 8000) {
    Samples samples = sine(hertz, static_cast<int>(length / 8 + 1), peak);
    samples.resize(length);
    return samples;
}

std::vector<uint8_t> encoded(const Samples& left, const Samples& right, size_t piece = 500) {
    Encoder encoder;
    std::vector<uint8_t> bytes;
    for (size_t at = 0; at < left.size(); at += piece) {
        const size_t now = std::min(piece, left.size() - at);
        encoder.encode(std::span(left).subspan(at, now), std::span(right).subspan(at, now), bytes);
    }
    const auto tag = encoder.finish(bytes);
    std::ranges::copy(tag, bytes.begin());
    return bytes;
}

Decoded decoded(const std::vector<uint8_t>& bytes) {
    Folder folder;
    std::ofstream(folder / "a.mp3", std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return decode_mp3(folder / "a.mp3");
}

TEST(Mp3Encoder, SilenceStaysSilenceAndCostsLittle) {
    const auto bytes = encoded(Samples(80'000), Samples(80'000));
    EXPECT_LT(bytes.size(), 11'000u);  // 8 kbit/s
    const Decoded mp3 = decoded(bytes);
    EXPECT_EQ(std::ranges::count(mp3.left, 0), 80'000);
    EXPECT_EQ(std::ranges::count(mp3.right, 0), 80'000);
}

TEST(Mp3Encoder, EveryRecordingHasItsLengthToTheSampleAndItsSoundInPlace) {
    for (const size_t length : {0, 1, 159, 160, 575, 576, 577, 1000, 1151, 4000, 8000, 8223, 8224, 8225, 50'000}) {
        const Samples sound = tone(length, 509);
        const Decoded mp3 = decoded(encoded(sound, Samples(length)));
        ASSERT_EQ(mp3.left.size(), length);
        ASSERT_EQ(mp3.right.size(), length);
        if (length > 3000) EXPECT_GT(signal_to_noise(sound, mp3.left), 20) << length;
        EXPECT_EQ(std::ranges::count(mp3.right, 0), static_cast<ptrdiff_t>(length)) << "the sides are apart";
    }
}

TEST(Mp3Encoder, PiecesOfAnySizeGiveTheSameRecording) {
    const Samples left = noise(5000, 1), right = tone(5000, 1400, 3000);
    const auto whole = encoded(left, right, 5000);
    for (const size_t piece : {1, 7, 160, 575, 576, 577, 3200}) EXPECT_EQ(encoded(left, right, piece), whole) << piece;
}

TEST(Mp3Encoder, TheLastSampleIsThere) {
    for (const size_t length : {3000, 3100, 3200, 3300, 3400, 3500}) {
        Samples click(length);
        for (size_t i = length - 40; i < length; ++i) {
            click[i] = static_cast<int16_t>((i % 2 == 0 ? 6000 : -6000) + (i % 4 < 2 ? 9000 : -9000));
        }
        const Decoded mp3 = decoded(encoded(click, click));
        double end = 0, before = 0;
        for (size_t i = length - 40; i < length; ++i) end += std::abs(mp3.left[i]);
        for (size_t i = 0; i < 1000; ++i) before += std::abs(mp3.left[i]);
        EXPECT_GT(end / 40, 4000) << length;
        EXPECT_LT(before / 1000, 100) << length;
    }
}

TEST(Mp3Encoder, EveryFrequencyOfATelephoneComesThrough) {
    for (double hertz = 50; hertz < 3900; hertz += 77) {
        const Samples sound = tone(8000, hertz, 10'000);
        EXPECT_GT(signal_to_noise(sound, decoded(encoded(sound, sound)).right), 20) << hertz;
    }
}

TEST(Mp3Encoder, EveryVolumeComesThrough) {
    for (double volume = 32'767; volume > 30; volume /= 1.7) {
        const Samples sound = noise(8000, 7, volume);
        EXPECT_GT(signal_to_noise(sound, decoded(encoded(sound, sound)).left), volume > 200 ? 8 : 5) << volume;
    }
}

// What needs the largest values and the longest granules: the loudest noise after silence, clicks, square waves.
Samples hard_sounds() {
    Samples hard = noise(24'000, 3);
    std::fill_n(hard.begin(), 6000, 0);
    for (size_t i = 0; i < 4000; ++i) hard[i] = i % 577 == 0 ? -32'768 : 0;
    for (size_t i = 8000; i < 12'000; ++i) hard[i] = i / 9 % 2 == 0 ? 32'767 : -32'768;
    for (size_t i = 14'000; i < 16'000; ++i) hard[i] = 0;
    std::ranges::copy(tone(4000, 890, 32'000), hard.begin() + 16'000);
    return hard;
}

TEST(Mp3Encoder, TheWorstSoundsFitIntoFrames) {
    const Samples hard = hard_sounds();
    const Decoded mp3 = decoded(encoded(hard, hard));
    ASSERT_EQ(mp3.left.size(), hard.size());
    EXPECT_EQ(mp3.left, mp3.right);
    EXPECT_GT(signal_to_noise(hard, mp3.left), 8);
}

/// Adds the Huffman tables that the frames of a recording use.
void collect_tables(const std::vector<uint8_t>& bytes, std::set<unsigned>& tables) {
    constexpr size_t kRates[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    for (size_t at = 216; at < bytes.size(); at += 9 * kRates[bytes[at + 2] >> 4]) {
        for (const size_t side : {10, 73}) {
            const auto bits = [&](size_t from, size_t count) {
                unsigned value = 0;
                for (size_t i = from; i < from + count; ++i)
                    value = value << 1 | (bytes[at + 4 + i / 8] >> (7 - i % 8) & 1);
                return value;
            };
            for (size_t region = 0; region < 3; ++region) tables.insert(bits(side + 39 + 5 * region, 5));
        }
    }
}

TEST(Mp3Encoder, EveryHuffmanTableIsUsedAndUnderstood) {
    std::set<unsigned> tables;
    std::vector<Samples> sounds{hard_sounds()};
    for (double volume = 20; volume < 32'767; volume *= 1.5) sounds.push_back(tone(9000, volume / 9, volume));
    for (double volume = 20; volume < 32'767; volume *= 1.5) sounds.push_back(noise(9000, 4, volume));
    for (const Samples& sound : sounds) {
        const auto bytes = encoded(sound, sound);
        collect_tables(bytes, tables);
        EXPECT_GT(signal_to_noise(sound, decoded(bytes).left), 4);  // one wrong code, and the rest of a frame is noise
    }
    for (const unsigned table : {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 24})
        EXPECT_TRUE(tables.contains(table)) << table;
}

TEST(Mp3Encoder, SpeechLikeSoundHasNoMoreNoiseThanLames) {
    const Samples speech = speech_like(40'000);
    const auto ours = encoded(speech, Samples(speech.size())), theirs = encode_by_lame(speech, Samples(speech.size()));
    EXPECT_GT(signal_to_noise(speech, decoded(ours).left), signal_to_noise(speech, decoded(theirs).left) - 1);
    EXPECT_LT(ours.size(), theirs.size() * 13 / 10);
}

TEST(Mp3Encoder, TheTagsChecksumsAndFiguresAreRight) {
    const Samples sound = noise(30'000, 1);
    const auto bytes = encoded(sound, sound);
    const auto number = [&](size_t at, size_t size) {
        uint32_t value = 0;
        for (size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + i];
        return value;
    };
    boost::crc_16_type tag, all;
    tag.process_bytes(bytes.data(), 175);
    EXPECT_EQ(tag.checksum(), number(175, 2));
    all.process_bytes(bytes.data() + 216, bytes.size() - 216);
    EXPECT_EQ(all.checksum(), number(173, 2));
    EXPECT_EQ(number(29, 4), (30'000 + 1057 + 575) / 576u);  // frames
    EXPECT_EQ(number(33, 4), bytes.size());
    EXPECT_TRUE(std::ranges::is_sorted(bytes.begin() + 37, bytes.begin() + 137));  // the table of places
}

}  // namespace
}  // namespace tiller::media::mp3
