#include "sip/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/text.h"

namespace tiller::sip {
namespace {

const EVP_MD* hash_of(DigestAlgorithm algorithm) {
    if (algorithm == DigestAlgorithm::sha256) return EVP_sha256();
    return algorithm == DigestAlgorithm::sha512_256 ? EVP_sha512_256() : EVP_md5();
}

std::string hash_hex(DigestAlgorithm algorithm, std::string_view data) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_Digest(data.data(), data.size(), hash, &length, hash_of(algorithm), nullptr) != 1) return {};
    return to_hex({reinterpret_cast<const char*>(hash), length});
}

/// Of a quoted string, what is meant; of a token, itself.
std::string meaning_of(std::string_view value) {
    if (!value.starts_with('"')) return std::string(value);
    value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
    std::string out;
    for (size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        out += value[i];
    }
    return out;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) continue;  // nothing may end the header
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

/// Of the choices that a server gives, plain auth serves best: bodies may be changed on their way.
std::optional<DigestQop> choose_qop(std::string_view choices) {
    std::optional<DigestQop> chosen;
    for (std::string_view choice : split(choices, ',')) {
        const std::string name = lower(trim(choice));
        if (name == "auth") return DigestQop::auth;
        if (name == "auth-int") chosen = DigestQop::auth_int;
    }
    return chosen;
}

std::string_view name_of(DigestQop qop) { return qop == DigestQop::auth ? "auth" : "auth-int"; }

}  // namespace

std::optional<std::string> parameter_of(std::span<const std::string_view> parameters, std::string_view name) {
    for (std::string_view parameter : parameters) {
        const size_t equals = parameter.find('=');
        if (equals == parameter.npos || lower(trim(parameter.substr(0, equals))) != name) continue;
        return meaning_of(trim(parameter.substr(equals + 1)));
    }
    return std::nullopt;
}

std::optional<NamedAlgorithm> read_algorithm(std::string_view name) {
    std::string base = lower(trim(name));
    const bool is_session = base.ends_with("-sess");
    if (is_session) base.resize(base.size() - 5);
    if (base == "md5") return NamedAlgorithm{DigestAlgorithm::md5, is_session};
    if (base == "sha-256") return NamedAlgorithm{DigestAlgorithm::sha256, is_session};
    if (base == "sha-512-256") return NamedAlgorithm{DigestAlgorithm::sha512_256, is_session};
    return std::nullopt;
}

std::optional<DigestChallenge> read_challenge(std::string_view scheme, std::span<const std::string_view> parameters) {
    const auto realm = parameter_of(parameters, "realm"), nonce = parameter_of(parameters, "nonce");
    if (lower(scheme) != "digest" || !realm || !nonce) return std::nullopt;
    DigestChallenge out{.realm = *realm, .nonce = *nonce, .opaque = parameter_of(parameters, "opaque")};
    if (const auto name = parameter_of(parameters, "algorithm"); name && !trim(*name).empty()) {
        const auto algorithm = read_algorithm(*name);
        if (!algorithm) return std::nullopt;
        out.algorithm = algorithm->algorithm;
        out.is_session = algorithm->is_session;
        out.algorithm_text = trim(*name);
    }
    if (const auto choices = parameter_of(parameters, "qop"); choices && !trim(*choices).empty()) {
        const auto qop = choose_qop(*choices);
        if (!qop) return std::nullopt;
        out.qop = *qop;
    }
    const auto stale = parameter_of(parameters, "stale");
    out.is_stale = stale && lower(trim(*stale)) == "true";
    return out;
}

std::string digest_response(const DigestInput& in) {
    const auto hash = [&](std::string_view data) { return hash_hex(in.algorithm, data); };
    std::string a1 = hash(fmt::format("{}:{}:{}", in.username, in.realm, in.password));
    if (in.is_session) a1 = hash(fmt::format("{}:{}:{}", a1, in.session_nonce, in.client_nonce));
    std::string a2 = fmt::format("{}:{}", in.method, in.uri);
    if (in.qop == DigestQop::auth_int) a2 += ":" + hash(in.body);
    a2 = hash(a2);
    if (in.qop == DigestQop::none) return hash(fmt::format("{}:{}:{}", a1, in.nonce, a2));
    return hash(fmt::format("{}:{}:{}:{}:{}:{}", a1, in.nonce, in.nonce_count, in.client_nonce, name_of(in.qop), a2));
}

DigestSession::DigestSession(DigestChallenge challenge, std::string client_nonce)
    : challenge_(std::move(challenge)), client_nonce_(std::move(client_nonce)), session_nonce_(challenge_.nonce) {}

void DigestSession::renew(DigestChallenge challenge) {
    if (challenge.nonce != challenge_.nonce) count_ = 0;
    challenge_ = std::move(challenge);
    session_nonce_ = challenge_.nonce;
}

void DigestSession::next_nonce(std::string nonce) {
    if (nonce != challenge_.nonce) count_ = 0;
    challenge_.nonce = std::move(nonce);
}

std::string DigestSession::authorize(const DigestUser& user, const DigestRequest& request) {
    const std::string count = fmt::format("{:08x}", ++count_);
    const std::string response = digest_response({.algorithm = challenge_.algorithm,
                                                  .qop = challenge_.qop,
                                                  .username = user.username,
                                                  .realm = challenge_.realm,
                                                  .password = user.password,
                                                  .method = request.method,
                                                  .uri = request.uri,
                                                  .body = request.body,
                                                  .nonce = challenge_.nonce,
                                                  .nonce_count = count,
                                                  .client_nonce = client_nonce_,
                                                  .is_session = challenge_.is_session,
                                                  .session_nonce = session_nonce_});
    std::string out =
        fmt::format("Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\"", in_quotes(user.username),
                    in_quotes(challenge_.realm), in_quotes(challenge_.nonce), in_quotes(request.uri), response);
    if (!challenge_.algorithm_text.empty()) out += ", algorithm=" + challenge_.algorithm_text;
    if (challenge_.opaque) out += ", opaque=" + in_quotes(*challenge_.opaque);
    const bool has_qop = challenge_.qop != DigestQop::none;
    if (has_qop) out += fmt::format(", qop={}, nc={}", name_of(challenge_.qop), count);
    // A session's key holds our nonce, so that the server must hear it even without qop.
    if (has_qop || challenge_.is_session) out += ", cnonce=" + in_quotes(client_nonce_);
    return out;
}

}  // namespace tiller::sip
