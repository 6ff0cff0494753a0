#include "carrier/wav.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tiller::carrier {
namespace {

std::string little(uint32_t number, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> 8 * i);
    return out;
}

std::string format_of(uint32_t rate, int channels = 1) {
    return "fmt " + little(16, 4) + little(1, 2) + little(static_cast<uint32_t>(channels), 2) + little(rate, 4) +
           little(2 * rate, 4) + little(2, 2) + little(16, 2);
}

class WavTest : public testing::Test {
  protected:
    WavTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller-wav-XXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    ~WavTest() override { std::filesystem::remove_all(folder_); }
    Result<AudioPtr> read(const std::string& bytes) {
        std::ofstream(folder_ + "/x.wav", std::ios::binary) << bytes;
        return read_wav(folder_ + "/x.wav");
    }
    static std::string riff(const std::string& chunks) {
        return "RIFF" + little(static_cast<uint32_t>(4 + chunks.size()), 4) + "WAVE" + chunks;
    }
    std::string folder_;
};

TEST_F(WavTest, SamplesAreReadPastOtherChunks) {
    const auto sound = read(riff("LIST" + little(3, 4) + "abc" + std::string(1, 0) + format_of(8000) + "data" +
                                 little(4, 4) + little(5, 2) + little(65'533, 2)));
    ASSERT_TRUE(sound.ok()) << sound.error().message;
    EXPECT_EQ((*sound)->samples, (std::vector<int16_t>{5, -3}));
}

TEST_F(WavTest, WhatIsCutOffIsReadAsFarAsItGoes) {
    const auto sound = read(riff(format_of(8000) + "data" + little(4'000, 4) + little(7, 2)));
    ASSERT_TRUE(sound.ok()) << sound.error().message;
    EXPECT_EQ((*sound)->samples, std::vector<int16_t>{7});
}

TEST_F(WavTest, ErrorsSayWhatIsWrong) {
    const std::string data = "data" + little(2, 4) + little(1, 2);
    for (const auto& [bytes, fault] : {std::pair<std::string, const char*>{"MP3", "is no WAV file"},
                                       {riff(format_of(16'000) + data), "is not of 16 bits, one channel, 8000 Hz"},
                                       {riff(format_of(8'000, 2) + data), "is not of 16 bits, one channel, 8000 Hz"},
                                       {riff(data), "has no samples"},
                                       {riff(""), "has no samples"}}) {
        const auto sound = read(bytes);
        ASSERT_FALSE(sound.ok());
        EXPECT_THAT(sound.error().message, testing::HasSubstr(fault));
    }
    EXPECT_FALSE(read_wav(folder_ + "/none.wav").ok());
}

}  // namespace
}  // namespace tiller::carrier
