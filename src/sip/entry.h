#pragma once
// Who is let in: a request is judged before the SIP library makes a transaction, or anything, of it.
#include "sip/allowance.h"
#include "sip/known_servers.h"
#include "sip/sip.h"
#include "sip/sofia.h"

namespace tiller::sip {

/// Thread rule: the loop's thread.
/// Invariants:
///   1. A request outside of our dialogs and transactions gets in only if its sender may begin something, and of those
///      no more than `most_requests_a_second` do, as the sender of a datagram can be made up.
///   2. Nothing is kept of a request that does not get in.
///   3. Whatever is answered, here or by the library, is answered to where the request came from: the first Via has no
///      `maddr` when we are done with it, and `received` and `rport` (RFC 3581) are the packet's source.
class Entry {
  public:
    Entry(const EndpointOptions& options, const KnownServers& servers, const Clock& clock);

    enum class Verdict { let_in, drop, refuse };
    /// `sip` is what the library read; null for garbage.
    Verdict judge(nta_agent_t* agent, msg_t* message, sip_t* sip);
    /// Who may begin something with us: send an INVITE, or any other request outside of a dialog.
    bool may_begin(const IpAddress& source) const;

  private:
    const Strangers strangers_;
    const KnownServers& servers_;
    const bool limited_;
    Allowance beginnings_;
    Allowance refusals_;
};

}  // namespace tiller::sip
