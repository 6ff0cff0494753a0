#include "carrier/wav.h"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <iterator>

namespace tiller::carrier {
namespace {

template <class Number>
Number number_at(std::string_view bytes, size_t at) {
    Number out = 0;
    std::memcpy(&out, bytes.data() + at, sizeof out);
    return out;
}

}  // namespace

Result<AudioPtr> read_wav(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return invalid(fmt::format("the sound \"{}\" cannot be read", path));
    const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto fault = [&](const char* what) { return invalid(fmt::format("the sound \"{}\" {}", path, what)); };
    std::string_view rest = file;
    if (rest.size() < 12 || rest.substr(0, 4) != "RIFF" || rest.substr(8, 4) != "WAVE") return fault("is no WAV file");
    rest.remove_prefix(12);
    bool is_known = false;
    while (rest.size() >= 8) {
        const std::string_view name = rest.substr(0, 4);
        const std::string_view chunk = rest.substr(8, number_at<uint32_t>(rest, 4));
        if (name == "fmt ") {
            if (chunk.size() < 16 || number_at<uint16_t>(chunk, 0) != 1 || number_at<uint16_t>(chunk, 2) != 1 ||
                number_at<uint32_t>(chunk, 4) != Audio::kRate || number_at<uint16_t>(chunk, 14) != 16) {
                return fault("is not of 16 bits, one channel, 8000 Hz");
            }
            is_known = true;
        } else if (name == "data" && is_known) {
            auto audio = std::make_shared<Audio>();
            audio->samples.resize(chunk.size() / 2);
            std::memcpy(audio->samples.data(), chunk.data(), audio->samples.size() * 2);
            return AudioPtr(std::move(audio));
        }
        rest.remove_prefix(std::min(rest.size(), 8 + chunk.size() + chunk.size() % 2));
    }
    return fault("has no samples");
}

}  // namespace tiller::carrier
