#pragma once
// The other side of digest.h: demands credentials of incoming requests.
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "sip/digest.h"
#include "sip/sip.h"
#include "sip/sofia.h"

namespace tiller::sip {

/// Stateless: a nonce carries its time and our signature of it.
/// Thread rule: one thread.
class DigestGuard {
  public:
    DigestGuard(Credentials expected, const Clock& clock, Random& random);

    /// True if the request carries credentials that prove the password, by SHA-256 or MD5, with a nonce of ours of the
    /// last five minutes.
    bool admits(const sip_t* request) const;
    /// Values of Proxy-Authenticate for one that does not, the stronger first (RFC 8760 section 2.3).
    std::vector<std::string> challenges() const;

  private:
    std::string nonce_at(Instant time) const;
    bool is_fresh(std::string_view nonce) const;
    bool proves(const msg_auth_t& header, std::string_view method, std::string_view body) const;

    Credentials expected_;
    const Clock& clock_;
    std::string secret_;
};

/// The parameters of a header, as digest.h reads them.
std::vector<std::string_view> parameters_of(const msg_auth_t& header);

}  // namespace tiller::sip
