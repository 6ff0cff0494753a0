#pragma once
// The whole public face of the room: a SIP endpoint with call legs, and SDP. RFC 3261, RFC 3264, RFC 4566.
//
// Thread rule: Endpoint's methods may be called from any thread and never block; they post to the endpoint's own
// thread. The listener is called on that thread and must not block.
// Invariants:
//   1. Every leg that `invite` returned or `on_incoming` announced gets exactly one `on_ended`, and nothing after it.
//   2. After `cancel` or `bye`, `on_ended` comes within 35 s even if the peer is silent.
//   3. A 401/407 is answered once per leg with the given credentials; a second challenge with the same nonce ends the leg with that code.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::sip {

using LegId = uint64_t;

/// Where and as whom to call.
struct Target {
    std::vector<std::string> servers;  // "sip:127.0.0.1:5080;transport=udp|tcp|tls"; the next is tried on silence or 503
    std::string username;              // digest credentials; empty for trust by address
    std::string password;
};

struct Invite {
    Target target;
    std::string callee;  // user part of the request URI and To, e.g. "+6281234567"
    std::string caller;  // user part of From and P-Asserted-Identity; may be empty
    std::string sdp;
    std::string call_id;  // Tiller's CallID; becomes the SIP Call-ID's local part, so that traces can be joined
};

struct Incoming {
    std::string callee;  // user part of the request URI
    std::string caller;  // user part of From
    std::string sdp;
    std::string call_id;  // SIP Call-ID header
};

enum class EndedBy { us, peer, system };

struct Ended {
    int code = 0;          // final response to the INVITE; 200 for a call that was up; 0 if none came
    bool had_ringing = false;  // an 18x came before
    EndedBy by = EndedBy::system;
    std::string reason;    // reason phrase, Reason header, or our words for it
};

class Listener {
  public:
    virtual ~Listener() = default;
    /// 18x with or without SDP (early media).
    virtual void on_ringing(LegId leg, int code, std::string_view sdp) = 0;
    /// 2xx to our INVITE; the ACK is sent already.
    virtual void on_answered(LegId leg, std::string_view sdp) = 0;
    virtual void on_ended(LegId leg, const Ended& ended) = 0;
    /// An INVITE arrived: answer with `ring`, `accept` or `refuse`. The default refuses it with 403.
    virtual bool on_incoming(LegId, const Incoming&) { return false; }
    /// Our 2xx to an incoming INVITE was acknowledged.
    virtual void on_acknowledged(LegId) {}
};

struct EndpointOptions {
    std::string bind = "0.0.0.0:5060";  // both UDP and TCP
    std::string public_address;         // host put into Contact and Via when behind NAT; empty: the bound address
    std::string user_agent = "Tiller";
};

/// What an OPTIONS told us.
struct OptionsReport {
    int code = 0;  // 0: no answer at all
    std::string reason;
    Millis round_trip{0};
};

class Endpoint {
  public:
    static Result<std::unique_ptr<Endpoint>> open(const EndpointOptions& options, Listener& listener);
    virtual ~Endpoint() = default;

    virtual LegId invite(Invite invite) = 0;
    /// Ends a leg in whatever state: CANCEL before the answer, BYE after, 487 or 603 for an incoming one.
    virtual void hang_up(LegId leg, std::string reason = {}) = 0;

    virtual void ring(LegId leg, int code = 180) = 0;
    virtual void accept(LegId leg, std::string sdp) = 0;
    virtual void refuse(LegId leg, int code) = 0;

    /// Sends OPTIONS to the target; `done` runs on the endpoint's thread.
    virtual void options(Target target, std::function<void(OptionsReport)> done) = 0;
    /// Keeps a registration alive (RFC 3261 section 10) until the endpoint closes; the report repeats on each change.
    virtual void register_line(Target target, std::function<void(OptionsReport)> changed) = 0;

    /// The bound port (when `bind` said 0).
    virtual int port() const = 0;
    /// Stops taking calls, hangs up every leg, and returns when all have ended or `limit` is over.
    virtual void close(Millis limit) = 0;
};

}  // namespace tiller::sip
