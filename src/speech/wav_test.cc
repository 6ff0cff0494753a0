#include "speech/wav.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tiller::speech {
namespace {

std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (int value : values) out += static_cast<char>(value);
    return out;
}

TEST(Wav, AFileHoldsHeaderAndSamples) {
    std::string path = testing::TempDir() + "tiller-wav-test.wav";
    auto part = [](std::vector<int16_t> samples) { return std::make_shared<const Audio>(Audio{std::move(samples)}); };
    ASSERT_TRUE(write_wav(path, {{part({1, -2}), part({}), part({256})}, {}}));
    std::ifstream in(path, std::ios::binary);
    std::string file(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(file, "RIFF" + bytes({42, 0, 0, 0}) + "WAVEfmt " + bytes({16, 0, 0, 0, 1, 0, 1, 0}) +
                        bytes({0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0}) + "data" + bytes({6, 0, 0, 0}) +
                        bytes({1, 0, 0xFE, 0xFF, 0, 1}));
    std::filesystem::remove(path);
    EXPECT_FALSE(write_wav(testing::TempDir() + "no such folder/a.wav", {}));
}

}  // namespace
}  // namespace tiller::speech
