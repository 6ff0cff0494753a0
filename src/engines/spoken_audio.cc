#include "engines/spoken_audio.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "base/text.h"

namespace tiller::engines {
namespace {

constexpr int kPcmRate = 24'000;  // of OpenAI's "pcm"

}  // namespace

Result<Sound> read_spoken_audio(std::string_view content_type, std::string_view body) {
    if (body.starts_with("RIFF")) return read_wav(body);
    const std::string type = lower(content_type);
    if (!type.starts_with("audio/pcm") && !type.starts_with("audio/l16"))
        return invalid(fmt::format("its answer is no WAV file but \"{}\"", printable(content_type, 80)));
    int64_t rate = kPcmRate;
    if (size_t at = type.find("rate="); at != type.npos) {
        std::string_view digits = std::string_view(type).substr(at + 5);
        rate = parse_integer(digits.substr(0, digits.find_first_not_of("0123456789"))).value_or(0);
    }
    return Sound{read_pcm(body), static_cast<int>(std::clamp<int64_t>(rate, 0, 1'000'000))};
}

}  // namespace tiller::engines
