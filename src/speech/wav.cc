#include "speech/wav.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace tiller::speech {
namespace {

void add_number(std::string& out, size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::string header(size_t bytes_of_samples) {
    constexpr size_t kPcm = 1, kChannels = 1, kBytes = 2, kFormatBytes = 16, kHeaderBytes = 36;
    std::string out = "RIFF";
    add_number(out, kHeaderBytes + bytes_of_samples, 4);
    out += "WAVEfmt ";
    add_number(out, kFormatBytes, 4);
    add_number(out, kPcm, 2);
    add_number(out, kChannels, 2);
    add_number(out, Audio::kRate, 4);
    add_number(out, Audio::kRate * kChannels * kBytes, 4);
    add_number(out, kChannels * kBytes, 2);
    add_number(out, 8 * kBytes, 2);
    out += "data";
    add_number(out, bytes_of_samples, 4);
    return out;
}

}  // namespace

Result<void> write_wav(const std::string& path, const Rendering& rendering) {
    std::string samples;
    for (const AudioPtr& part : rendering.parts) {
        for (int16_t sample : part->samples) add_number(samples, static_cast<uint16_t>(sample), 2);
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << header(samples.size()) << samples;
    file.close();
    if (!file) return unavailable(fmt::format("{} cannot be written: {}", path, std::strerror(errno)));
    return {};
}

}  // namespace tiller::speech
