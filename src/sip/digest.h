#pragma once
// Digest access authentication as values: challenges, and the credentials that answer them. RFC 7616 with the
// algorithms of RFC 8760 (MD5, SHA-256, SHA-512-256, each with -sess), and the form without qop of RFC 2069.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tiller::sip {

enum class DigestAlgorithm { md5, sha256, sha512_256 };
enum class DigestQop { none, auth, auth_int };

/// A challenge that we can answer.
struct DigestChallenge {
    std::string realm, nonce;
    std::optional<std::string> opaque;
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    bool is_session = false;     // "-sess": A1 keeps the first nonce of both sides
    std::string algorithm_text;  // as written; empty: not given, which means MD5
    DigestQop qop = DigestQop::none;
    bool is_stale = false;  // the credentials were right, but for their nonce
};

/// The value of the parameter `name` ("name=value", the value a token or a quoted string); nothing if it is not there.
std::optional<std::string> parameter_of(std::span<const std::string_view> parameters, std::string_view name);

/// Reads a header of this scheme. Nothing for another scheme, an algorithm or qop that is not known here, or without
/// realm or nonce.
std::optional<DigestChallenge> read_challenge(std::string_view scheme, std::span<const std::string_view> parameters);

/// MD5, or "SHA-256", "SHA-512-256-sess" …, in any case; nothing if it is not known.
struct NamedAlgorithm {
    DigestAlgorithm algorithm;
    bool is_session;
};
std::optional<NamedAlgorithm> read_algorithm(std::string_view name);

/// What a "response" (RFC 7616 section 3.4.1) is computed of.
struct DigestInput {
    DigestAlgorithm algorithm = DigestAlgorithm::md5;
    DigestQop qop = DigestQop::none;
    std::string_view username, realm, password, method, uri, body, nonce, nonce_count, client_nonce;
    bool is_session = false;
    std::string_view session_nonce;  // of -sess: the nonce with which the session began
};
std::string digest_response(const DigestInput& input);

/// Someone whose credentials are asked for.
struct DigestUser {
    std::string_view username, password;
};

/// A request that is to carry credentials.
struct DigestRequest {
    std::string_view method, uri, body;
};

/// One realm's dealings with one user: counts how often a nonce was used, so that no two requests have the same
/// credentials.
class DigestSession {
  public:
    /// `client_nonce`: random, ours for all of the session.
    DigestSession(DigestChallenge challenge, std::string client_nonce);

    /// A later challenge of the realm.
    void renew(DigestChallenge challenge);
    /// The server names the nonce to use from now on (Authentication-Info, RFC 7616 section 3.5).
    void next_nonce(std::string nonce);
    /// The value of an Authorization or Proxy-Authorization header.
    std::string authorize(const DigestUser& user, const DigestRequest& request);

  private:
    DigestChallenge challenge_;
    std::string client_nonce_, session_nonce_;
    uint32_t count_ = 0;
};

}  // namespace tiller::sip
