#include "sip/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <charconv>

#include "base/crypto/crypto.h"
#include "base/text.h"

namespace tiller::sip {
namespace {

constexpr std::string_view kRealm = "tiller";
constexpr Millis kNonceLife = std::chrono::minutes(5);

std::string md5_hex(std::string_view data) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_Digest(data.data(), data.size(), hash, &length, EVP_md5(), nullptr) != 1) return {};
    return to_hex({reinterpret_cast<const char*>(hash), length});
}

std::string parameter(const msg_auth_t& header, const char* name) {
    const char* found = msg_header_find_param(header.au_common, name);
    if (found == nullptr) return {};
    std::string_view value = found;
    if (value.starts_with('=')) value.remove_prefix(1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
}

/// nua's form of credentials: scheme:"realm":user:password.
std::string credentials_for(const msg_auth_t* header, std::string_view username, std::string_view password) {
    for (; header != nullptr; header = header->au_next) {
        if (header->au_scheme == nullptr || lower(header->au_scheme) != "digest") continue;
        const std::string algorithm = lower(parameter(*header, "algorithm"));
        if (!algorithm.empty() && algorithm != "md5" && algorithm != "md5-sess") continue;
        return fmt::format("Digest:\"{}\":{}:{}", parameter(*header, "realm"), username, password);
    }
    return {};
}

}  // namespace

std::string digest_response(const DigestInput& in) {
    const std::string a1 = md5_hex(fmt::format("{}:{}:{}", in.username, in.realm, in.password));
    const std::string a2 = md5_hex(fmt::format("{}:{}", in.method, in.uri));
    if (in.qop.empty()) return md5_hex(fmt::format("{}:{}:{}", a1, in.nonce, a2));
    return md5_hex(fmt::format("{}:{}:{}:{}:{}:{}", a1, in.nonce, in.nonce_count, in.client_nonce, in.qop, a2));
}

bool answer_challenge(nua_handle_t* handle, const sip_t* challenge, std::string_view username,
                      std::string_view password) {
    // The library cuts a password at a colon; a wrong password sent is worse than none.
    if (challenge == nullptr || username.empty() || password.find(':') != password.npos) return false;
    const std::string server = credentials_for(challenge->sip_www_authenticate, username, password);
    const std::string proxy = credentials_for(challenge->sip_proxy_authenticate, username, password);
    if (server.empty() && proxy.empty()) return false;
    nua_authenticate(handle, TAG_IF(!server.empty(), NUTAG_AUTH(server.c_str())),
                     TAG_IF(!proxy.empty(), NUTAG_AUTH(proxy.c_str())), TAG_END());
    return true;
}

DigestGuard::DigestGuard(Credentials expected, const Clock& clock, Random& random)
    : expected_(std::move(expected)), clock_(clock), secret_(random.hex(16)) {}

std::string DigestGuard::nonce_at(Instant time) const {
    const std::string stamp = fmt::format("{:012x}", to_ms(time));
    return stamp + to_hex(hmac_sha256(secret_, stamp)).substr(0, 32);
}

bool DigestGuard::is_fresh(std::string_view nonce) const {
    int64_t ms = 0;
    const auto [end, error] = std::from_chars(nonce.data(), nonce.data() + std::min<size_t>(12, nonce.size()), ms, 16);
    if (error != std::errc() || end != nonce.data() + 12) return false;
    const Instant time = from_ms(ms);
    return equal_in_constant_time(nonce, nonce_at(time)) && time <= clock_.now() && clock_.now() - time < kNonceLife;
}

std::string DigestGuard::challenge() const {
    return fmt::format("Digest realm=\"{}\", nonce=\"{}\", algorithm=MD5, qop=\"auth\"", kRealm,
                       nonce_at(clock_.now()));
}

bool DigestGuard::admits(const sip_t* request) const {
    for (const msg_auth_t* header = request->sip_proxy_authorization; header != nullptr; header = header->au_next) {
        const std::string username = parameter(*header, "username"), realm = parameter(*header, "realm"),
                          uri = parameter(*header, "uri"), nonce = parameter(*header, "nonce"),
                          count = parameter(*header, "nc"), client_nonce = parameter(*header, "cnonce"),
                          qop = parameter(*header, "qop");
        if (username != expected_.username || realm != kRealm || qop != "auth" || !is_fresh(nonce)) continue;
        const std::string wanted = digest_response({.username = username,
                                                    .realm = realm,
                                                    .password = expected_.password,
                                                    .method = request->sip_request->rq_method_name,
                                                    .uri = uri,
                                                    .nonce = nonce,
                                                    .nonce_count = count,
                                                    .client_nonce = client_nonce,
                                                    .qop = qop});
        if (equal_in_constant_time(wanted, lower(parameter(*header, "response")))) return true;
    }
    return false;
}

}  // namespace tiller::sip
