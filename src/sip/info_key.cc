#include "sip/info_key.h"

#include <algorithm>
#include <string>

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

/// What stands behind "Signal=" or "d=", else the whole body.
std::string_view signal_in(std::string_view body) {
    for (const std::string_view line : split(body, '\n')) {
        const size_t equals = line.find('=');
        if (equals == line.npos) continue;
        const std::string name = lower(trim(line.substr(0, equals)));
        if (name == "signal" || name == "d") return trim(line.substr(equals + 1));
    }
    return trim(body);
}

}  // namespace

InfoContent read_info(std::string_view content_type, std::string_view body) {
    using Kind = InfoContent::Kind;
    if (body.empty()) return {Kind::nothing};
    const std::string type = lower(trim(content_type.substr(0, content_type.find(';'))));
    const auto known = split(kInfoTypes, ',');
    if (std::ranges::none_of(known, [&](std::string_view one) { return trim(one) == type; })) return {Kind::other_kind};
    const auto key = key_of(signal_in(body));
    return key ? InfoContent{Kind::key, *key} : InfoContent{Kind::no_key};
}

}  // namespace tiller::sip
