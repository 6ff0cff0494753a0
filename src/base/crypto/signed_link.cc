#include "base/crypto/signed_link.h"

#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "base/zone.h"

namespace tiller {

namespace {

constexpr std::string_view kRecording = "recording", kArchive = "archive";

}  // namespace

std::string LinkSigner::sign(std::string_view kind, std::string_view path, std::string_view expires) const {
    return to_hex(hmac_sha256(key_, fmt::format("{}\n{}\n{}", kind, path, expires)));
}

std::string LinkSigner::link(std::string_view kind, std::string_view path, std::string_view ending, Instant now) const {
    std::string expires = std::to_string(to_ms(now + lifetime_) / 1000);
    return fmt::format("{}/recordings/{}{}?expires={}&signature={}", public_url_, path, ending, expires,
                       sign(kind, path, expires));
}

bool LinkSigner::is_good(std::string_view kind, std::string_view path, std::string_view expires,
                         std::string_view signature, Instant now) const {
    auto until = parse_integer(expires);
    return equal_in_constant_time(signature, sign(kind, path, expires)) && until && *until > to_ms(now) / 1000;
}

std::string LinkSigner::recording(std::string_view call_id, Instant now) const {
    return link(kRecording, call_id, ".mp3", now);
}

bool LinkSigner::is_good(std::string_view call_id, std::string_view expires, std::string_view signature,
                         Instant now) const {
    return is_good(kRecording, call_id, expires, signature, now);
}

std::string LinkSigner::archive(int64_t account, std::string_view task_id, Instant now) const {
    return link(kArchive, fmt::format("{}/{}", account, task_id), ".zip", now);
}

bool LinkSigner::is_good_archive(std::string_view account, std::string_view task_id, std::string_view expires,
                                 std::string_view signature, Instant now) const {
    return is_good(kArchive, fmt::format("{}/{}", account, task_id), expires, signature, now);
}

std::string recording_path(std::string_view call_id) {
    auto raw = from_hex(call_id.substr(0, 12)).value_or(std::string(6, '\0'));
    int64_t ms = 0;
    for (char c : raw) ms = ms << 8 | static_cast<uint8_t>(c);
    std::string date = format_date({static_cast<int32_t>(ms / 86'400'000)});
    return fmt::format("recordings/{}/{}/{}/{}.mp3", date.substr(0, 4), date.substr(5, 2), date.substr(8, 2), call_id);
}

}  // namespace tiller
