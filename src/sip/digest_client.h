#pragma once
// Our part of a server's 401 and 407: who is told the password, and that no server can make us repeat it for ever.
#include <set>
#include <string>
#include <string_view>

#include "sip/digest.h"
#include "sip/sofia.h"

namespace tiller::sip {

/// Puts our digest (digest.h) in the place of the SIP library's, which knows MD5 only, takes the last of several
/// challenges, and cuts passwords at a colon. Requests within the same handle then carry credentials by themselves.
/// Once per process, before the first endpoint.
void use_our_digest();

/// Answers challenges to the requests of one handle: INVITE, REGISTER, OPTIONS and what follows in their dialogs.
/// Invariants:
///   1. Of a realm's challenges in one response, the first that we can answer is answered (RFC 8760 section 2.4).
///   2. Each realm is given the credentials once, proxies and servers apart; only "stale" makes the library repeat
///      them, a few times.
class ChallengeAnswers {
  public:
    /// On a 401 or 407: true if the request is on its way again, with credentials. False for any other response, and if
    /// they are known to be wrong, if there are none, or if no challenge can be answered: `fault` then says so.
    bool answer(nua_handle_t* handle, const Event& event, std::string_view username, std::string_view password);
    /// For people; empty if the response was no challenge.
    const std::string& fault() const { return fault_; }
    /// Another server, or one that has accepted the credentials.
    void forget() { answered_.clear(); }

  private:
    std::set<std::string> answered_;  // realms, those of proxies marked
    std::string fault_;
};

}  // namespace tiller::sip
