#include "webhook/signature.h"

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "wire_security/signature.h"

namespace tiller::webhook {
namespace {

constexpr std::string_view kPrefix = "whsec_";

std::string timestamp_of(Instant sent) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(sent).time_since_epoch().count());
}

std::string standard_key(std::string_view secret) {
    std::string_view encoded = secret.starts_with(kPrefix) ? secret.substr(kPrefix.size()) : secret;
    auto decoded = from_base64(encoded);
    return decoded && !decoded->empty() ? *decoded : std::string(secret);
}

}  // namespace

std::string standard_signature(std::string_view secret, std::string_view id, Instant sent, std::string_view body) {
    std::string message(id);
    message += '.';
    message += timestamp_of(sent);
    message += '.';
    message += body;
    return "v1," + to_base64(hmac_sha256(standard_key(secret), message));
}

std::vector<std::pair<std::string, std::string>> signature_headers(std::span<const std::string> secrets,
                                                                   std::string_view id, Instant sent,
                                                                   std::string_view body) {
    std::string signatures;
    for (const std::string& secret : secrets) {
        if (!signatures.empty()) signatures += ' ';
        signatures += standard_signature(secret, id, sent, body);
    }
    return {{"X-AIRudder-Sign", wire_security::sign_body(secrets.front(), body)},
            {"webhook-id", std::string(id)},
            {"webhook-timestamp", timestamp_of(sent)},
            {"webhook-signature", std::move(signatures)}};
}

}  // namespace tiller::webhook
