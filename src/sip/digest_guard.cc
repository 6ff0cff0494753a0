#include "sip/digest_guard.h"

#include <fmt/format.h>

#include <charconv>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "sip/message.h"

namespace tiller::sip {
namespace {

constexpr std::string_view kRealm = "tiller";
constexpr Millis kNonceLife = std::chrono::minutes(5);

}  // namespace

std::vector<std::string_view> parameters_of(const msg_auth_t& header) {
    std::vector<std::string_view> out;
    for (const msg_param_t* parameter = header.au_params; parameter != nullptr && *parameter != nullptr; ++parameter) {
        out.emplace_back(*parameter);
    }
    return out;
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

std::vector<std::string> DigestGuard::challenges() const {
    const std::string nonce = nonce_at(clock_.now());
    std::vector<std::string> out;
    for (const char* algorithm : {"SHA-256", "MD5"}) {
        out.push_back(
            fmt::format("Digest realm=\"{}\", nonce=\"{}\", algorithm={}, qop=\"auth\"", kRealm, nonce, algorithm));
    }
    return out;
}

bool DigestGuard::proves(const msg_auth_t& header, std::string_view method, std::string_view body) const {
    const auto parameters = parameters_of(header);
    const auto value = [&](std::string_view name) { return parameter_of(parameters, name).value_or(""); };
    const std::string username = value("username"), uri = value("uri"), nonce = value("nonce"), count = value("nc"),
                      client_nonce = value("cnonce");
    const auto algorithm = read_algorithm(parameter_of(parameters, "algorithm").value_or("MD5"));
    if (!algorithm || algorithm->is_session || algorithm->algorithm == DigestAlgorithm::sha512_256) return false;
    if (username != expected_.username || value("realm") != kRealm || value("qop") != "auth" || !is_fresh(nonce)) {
        return false;
    }
    const std::string wanted = digest_response({.algorithm = algorithm->algorithm,
                                                .qop = DigestQop::auth,
                                                .username = username,
                                                .realm = kRealm,
                                                .password = expected_.password,
                                                .method = method,
                                                .uri = uri,
                                                .body = body,
                                                .nonce = nonce,
                                                .nonce_count = count,
                                                .client_nonce = client_nonce});
    return equal_in_constant_time(wanted, lower(value("response")));
}

bool DigestGuard::admits(const sip_t* request) const {
    for (const msg_auth_t* header = request->sip_proxy_authorization; header != nullptr; header = header->au_next) {
        if (proves(*header, request->sip_request->rq_method_name, body_of(request))) return true;
    }
    return false;
}

}  // namespace tiller::sip
