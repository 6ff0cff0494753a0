#include "engines/wav.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

namespace tiller::engines {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr uint16_t kLinear = 1, kFloat = 3, kExtensible = 0xFFFE;
constexpr size_t kFormatSize = 16, kSubFormatAt = 24;

struct Format {
    uint16_t kind = 0, channels = 0, bits = 0;
    uint32_t rate = 0;
};

template <class T>
T read_at(std::string_view bytes, size_t at) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

template <class T>
void append(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::optional<Format> read_format(std::string_view chunk) {
    if (chunk.size() < kFormatSize) return std::nullopt;
    Format format{read_at<uint16_t>(chunk, 0), read_at<uint16_t>(chunk, 2), read_at<uint16_t>(chunk, 14),
                  read_at<uint32_t>(chunk, 4)};
    if (format.kind == kExtensible && chunk.size() >= kSubFormatAt + 2)
        format.kind = read_at<uint16_t>(chunk, kSubFormatAt);
    return format;
}

int16_t to_sample(float value) {
    if (!std::isfinite(value)) return 0;
    return static_cast<int16_t>(std::lround(std::clamp(value, -1.0F, 1.0F) * 32767.0F));
}

template <class T>
std::vector<int16_t> mix(std::string_view data, size_t channels) {
    const size_t frames = data.size() / (sizeof(T) * channels);
    std::vector<int16_t> samples(frames);
    for (size_t frame = 0; frame < frames; ++frame) {
        int sum = 0;
        for (size_t channel = 0; channel < channels; ++channel) {
            T value = read_at<T>(data, (frame * channels + channel) * sizeof(T));
            if constexpr (std::is_same_v<T, float>) {
                sum += to_sample(value);
            } else {
                sum += value;
            }
        }
        samples[frame] = static_cast<int16_t>(sum / static_cast<int>(channels));
    }
    return samples;
}

}  // namespace

std::string to_wav(std::span<const int16_t> samples, int rate) {
    const auto bytes = static_cast<uint32_t>(samples.size_bytes());
    std::string file = "RIFF";
    append(file, bytes + 36);
    file += "WAVEfmt ";
    append(file, uint32_t{kFormatSize});
    append(file, kLinear);
    append(file, uint16_t{1});
    append(file, static_cast<uint32_t>(rate));
    append(file, static_cast<uint32_t>(rate * 2));
    append(file, uint16_t{2});
    append(file, uint16_t{16});
    file += "data";
    append(file, bytes);
    return file.append(reinterpret_cast<const char*>(samples.data()), bytes);
}

Result<Sound> read_wav(std::string_view file) {
    if (file.size() < 12 || !file.starts_with("RIFF") || file.substr(8, 4) != "WAVE")
        return invalid("the audio is no WAV file");
    std::optional<Format> format;
    for (size_t at = 12; at + 8 <= file.size();) {
        const std::string_view name = file.substr(at, 4);
        const size_t size = read_at<uint32_t>(file, at + 4);
        const std::string_view chunk = file.substr(at + 8, size);
        if (name == "fmt ") {
            format = read_format(chunk);
        } else if (name == "data") {
            if (!format) return invalid("the WAV file does not say how its audio is written");
            if (format->channels < 1 || format->channels > 8)
                return invalid(fmt::format("the WAV file has {} channels", format->channels));
            const auto rate = static_cast<int>(std::min<uint32_t>(format->rate, 1'000'000));
            if (format->kind == kLinear && format->bits == 16)
                return Sound{mix<int16_t>(chunk, format->channels), rate};
            if (format->kind == kFloat && format->bits == 32) return Sound{mix<float>(chunk, format->channels), rate};
            return invalid(
                fmt::format("the WAV file has {} bits of format {}; 16 bits linear or 32 bits float are read",
                            format->bits, format->kind));
        }
        at += 8 + size + size % 2;
    }
    return invalid("the WAV file has no audio");
}

std::vector<int16_t> read_pcm(std::string_view bytes) { return mix<int16_t>(bytes, 1); }

}  // namespace tiller::engines
