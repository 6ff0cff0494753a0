#include "engines/wav.h"

#include <gtest/gtest.h>

#include "engines/spoken_audio.h"

namespace tiller::engines {
namespace {

template <class T>
void append(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string wav(uint16_t kind, uint16_t channels, uint16_t bits, uint32_t rate, const std::string& data,
                uint32_t said_size) {
    std::string file = "RIFF\xff\xff\xff\xffWAVE";
    file += "LIST";
    append(file, uint32_t{3});
    file += std::string("abc\0", 4);  // odd, and padded
    file += "fmt ";
    append(file, uint32_t{16});
    append(file, kind);
    append(file, channels);
    append(file, rate);
    append(file, uint32_t{0});
    append(file, uint16_t{0});
    append(file, bits);
    file += "data";
    append(file, said_size);
    return file + data;
}

TEST(WavTest, WhatIsWrittenIsRead) {
    const std::vector<int16_t> samples = {0, 1, -1, 32767, -32768};
    auto sound = read_wav(to_wav(samples, 8000));
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->samples, samples);
    EXPECT_EQ(sound->rate, 8000);
}

TEST(WavTest, ChannelsAreMixedAndLengthsThatWereNotKnownAreTheRest) {
    std::string data;
    for (int16_t value : {100, 300, -100, -300}) append(data, value);
    auto sound = read_wav(wav(1, 2, 16, 24'000, data + "x", 0xffffffff));
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->samples, (std::vector<int16_t>{200, -200}));
    EXPECT_EQ(sound->rate, 24'000);
}

TEST(WavTest, Floats) {
    std::string data;
    for (float value : {0.5F, -2.0F, std::numeric_limits<float>::quiet_NaN()}) append(data, value);
    auto sound = read_wav(wav(3, 1, 32, 48'000, data, static_cast<uint32_t>(data.size())));
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->samples, (std::vector<int16_t>{16384, -32767, 0}));
}

TEST(WavTest, WhatIsWrongIsTold) {
    auto fault = [](const std::string& file) {
        auto sound = read_wav(file);
        return sound ? "none" : sound.error().message;
    };
    EXPECT_EQ(fault(""), "the audio is no WAV file");
    EXPECT_EQ(fault("ID3\x03 an MP3, as it were"), "the audio is no WAV file");
    EXPECT_EQ(fault(wav(1, 1, 8, 8000, "abc", 3)),
              "the WAV file has 8 bits of format 1; 16 bits linear or 32 bits float are read");
    EXPECT_EQ(fault(wav(1, 0, 16, 8000, "abcd", 4)), "the WAV file has 0 channels");
    EXPECT_EQ(fault(to_wav({}, 8000).substr(0, 36)), "the WAV file has no audio");
    EXPECT_EQ(fault("RIFF....WAVEdata\x04" + std::string(7, '\0')),
              "the WAV file does not say how its audio is written");
}

TEST(SpokenAudioTest, ByTheTypeUnlessItIsAWavFile) {
    const std::string pcm("\x01\x00\x02\x00\x03", 5);
    auto sound = read_spoken_audio("audio/pcm", pcm);
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->samples, (std::vector<int16_t>{1, 2}));
    EXPECT_EQ(sound->rate, 24'000);
    EXPECT_EQ(read_spoken_audio("Audio/L16; rate=16000; channels=1", pcm)->rate, 16'000);
    EXPECT_EQ(read_spoken_audio("audio/pcm;rate=fast", pcm)->rate, 0);
    EXPECT_EQ(read_spoken_audio("text/html", to_wav(std::vector<int16_t>{7}, 22'050))->rate, 22'050);
    EXPECT_EQ(read_spoken_audio("text/html\r\n", "<html>").error().message,
              "its answer is no WAV file but \"text/html  \"");
}

}  // namespace
}  // namespace tiller::engines
