#include "sip/info_key.h"

#include "base/text.h"

namespace tiller::sip {
namespace {

constexpr std::string_view kKeys = "0123456789*#ABCD";  // in the order of RFC 4733 section 3.2

std::optional<char> key_of(std::string_view signal) {
    if (signal.size() == 1) {
        const char key = signal[0] >= 'a' && signal[0] <= 'd' ? static_cast<char>(signal[0] - 'a' + 'A') : signal[0];
        if (kKeys.find(key) != kKeys.npos) return key;
    }
    if (signal.size() == 2 && signal[0] == '1' && signal[1] >= '0' && signal[1] <= '5') {
        return kKeys[10 + static_cast<size_t>(signal[1] - '0')];
    }
    return std::nullopt;
}

}  // namespace

std::optional<char> key_of_info(std::string_view content_type, std::string_view body) {
    const std::string type = lower(trim(content_type.substr(0, content_type.find(';'))));
    if (type == "application/dtmf") return key_of(trim(body));
    if (type != "application/dtmf-relay") return std::nullopt;
    for (const std::string_view line : split(body, '\n')) {
        const size_t equals = line.find('=');
        if (equals == line.npos || lower(trim(line.substr(0, equals))) != "signal") continue;
        return key_of(trim(line.substr(equals + 1)));
    }
    return std::nullopt;
}

}  // namespace tiller::sip
