#pragma once
// Digest access authentication: RFC 7616 (MD5 with qop=auth, as SIP peers speak it), RFC 3261 section 22.
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "sip/sip.h"
#include "sip/sofia.h"

namespace tiller::sip {

/// The "response" of a digest. `qop` empty: the old form of RFC 2069, without nonce count and client nonce.
struct DigestInput {
    std::string_view username, realm, password, method, uri, nonce, nonce_count, client_nonce, qop;
};
std::string digest_response(const DigestInput& input);

/// Gives nua the credentials for a 401/407. False if there are none, or no challenge that the SIP library can answer.
bool answer_challenge(nua_handle_t* handle, const sip_t* challenge, std::string_view username,
                      std::string_view password);

/// Demands a digest of incoming requests. Stateless: a nonce carries its time and our signature of it.
/// Thread rule: one thread.
class DigestGuard {
  public:
    DigestGuard(Credentials expected, const Clock& clock, Random& random);

    /// True if the request carries credentials that prove the password, with a nonce of ours of the last five minutes.
    bool admits(const sip_t* request) const;
    /// Value of Proxy-Authenticate for one that does not.
    std::string challenge() const;

  private:
    std::string nonce_at(Instant time) const;
    bool is_fresh(std::string_view nonce) const;

    Credentials expected_;
    const Clock& clock_;
    std::string secret_;
};

}  // namespace tiller::sip
