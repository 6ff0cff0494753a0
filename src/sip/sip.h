#pragma once
// The whole public face of the room: a SIP endpoint with call legs, and SDP. RFC 3261, RFC 3264, RFC 4566.
//
// Thread rule: Endpoint's methods may be called from any thread and never block; they post to the endpoint's own
// thread. The listener is called on that thread and must not block.
// Invariants:
//   1. Every leg that `invite` returned or `on_incoming` announced gets exactly one `on_ended`, and nothing after it.
//   2. After `cancel` or `bye`, `on_ended` comes within 35 s even if the peer is silent.
//   3. A 401/407 is answered once per leg and realm with the given credentials, by the first of its challenges that we
//      can answer (RFC 8760); another for the same realm ends the leg with that code, unless the server says that only
//      its nonce was stale (RFC 7616 section 3.3), and then at most twice more.
//   4. Requests outside of our dialogs are let in only from the servers that `know_servers` named, at most
//      `most_requests_a_second`, and every answer goes to where the request came from.
//   5. The next server of a target is tried on silence, on a transport failure or on 503, and only before any 18x: a
//      callee who was rung, or who refused, is never rung again through another server.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "sip/resolver.h"

namespace tiller::sip {

using LegId = uint64_t;

/// Where and as whom to call.
struct Target {
    std::vector<std::string>
        servers;           // "sip:127.0.0.1:5080;transport=udp|tcp|tls"; the next is tried on silence or 503
    std::string username;  // digest credentials; empty for trust by address
    std::string password;
};

struct Invite {
    Target target;
    std::string callee;  // user part of the request URI and To, e.g. "+6281234567"
    std::string caller;  // user part of From and P-Asserted-Identity; may be empty
    std::string sdp;
    std::string call_id;  // Tiller's CallID; becomes the SIP Call-ID's local part, so that traces can be joined
};

/// The peer's words, printable (base/printable.h), as they are in Ended.
struct Incoming {
    std::string callee;  // user part of the request URI
    std::string caller;  // user part of From
    std::string sdp;
    std::string call_id;  // SIP Call-ID header
};

enum class EndedBy { us, peer, system };

struct Ended {
    // Final response to the INVITE; 200 for a call that was up, and for one whose answer crossed our CANCEL (then
    // without `on_answered`); 408 for a silent peer, 503 for one that could not be reached; 0 if none came.
    int code = 0;
    bool had_ringing = false;  // an 18x came before
    EndedBy by = EndedBy::system;
    std::string reason;  // reason phrase, Reason header (RFC 3326), or our words for it
    // A 2xx came, but there was no talk, though we wanted one: its Contact names no place that our requests can go to,
    // or the peer ended the call while we looked up a name in the answer. `code` is 200, `on_answered` did not come.
    bool without_talk = false;
};

class Listener {
  public:
    virtual ~Listener() = default;
    /// 18x with or without SDP (early media).
    virtual void on_ringing(LegId leg, int code, std::string_view sdp) = 0;
    /// 2xx to our INVITE; the ACK is on its way. A host that `sdp` named is an address by now, if it is known.
    virtual void on_answered(LegId leg, std::string_view sdp) = 0;
    virtual void on_ended(LegId leg, const Ended& ended) = 0;
    /// An INVITE arrived: answer with `ring`, `accept` or `refuse`. The default refuses it with 403.
    virtual bool on_incoming(LegId, const Incoming&) { return false; }
    /// The peer changed the session of a call that is up (re-INVITE, UPDATE: hold, a new address) to `sdp`. Our answer,
    /// from the SDP last given for the leg, is sent already.
    virtual void on_changed(LegId, std::string_view /*sdp*/) {}
    /// The peer pressed a key and told it by INFO; '0'-'9', '*', '#', 'A'-'D'. Keys within RTP are heard by the media.
    virtual void on_key(LegId, char /*key*/) {}
    /// Our 2xx to an incoming INVITE was acknowledged.
    virtual void on_acknowledged(LegId) {}
};

struct Credentials {
    std::string username, password;
};

/// What becomes of a request outside of our dialogs whose sender is no line's server.
enum class Strangers {
    drop,    // no answer: we are not there
    refuse,  // 403 without keeping anything, a few a second
    serve,   // as if it were a line's server: for a peer that anybody may call, as in tests
};

struct EndpointOptions {
    std::string bind = "0.0.0.0:5060";  // both UDP and TCP; port 0: any free one
    // Host put into Contact and Via when behind NAT; empty: the bound address, or, bound to all of them, the address
    // from which packets leave towards the peer.
    std::string public_address;
    std::string user_agent = "Tiller";
    // Folder with agent.pem (certificate and key) and cafile.pem; TLS is then served on the bound port + 1. Empty: no
    // TLS.
    std::string tls_folder;
    Millis transaction_timeout{32'000};  // 64 × T1: silence after which a request has failed (RFC 3261 timers B and F)
    Millis failover_after{4'000};        // silence after which an INVITE goes to the target's next server
    Millis least_session_interval{90'000};      // shorter Session-Expires are not heeded (RFC 4028 section 4)
    std::optional<Credentials> require_digest;  // challenge every incoming INVITE with 407 and let only this user in
    Strangers strangers = Strangers::drop;
    // Requests outside of our dialogs, of lines' servers all together; beyond, they are dropped.
    int most_requests_a_second = 100;
    size_t most_connections = 1'000;      // that others open to SIP over TCP and TLS
    Millis whole_message_within{30'000};  // for a message that has begun there, and between those of a stranger
    ResolverOptions resolver;             // how names of servers and peers become addresses
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
    /// Ends a leg in whatever state: CANCEL before the answer, BYE after, 603 for an incoming one that was not
    /// accepted. `reason` goes to the peer as a Reason header and comes back in Ended.
    virtual void hang_up(LegId leg, std::string reason = {}) = 0;

    virtual void ring(LegId leg, int code = 180) = 0;
    virtual void accept(LegId leg, std::string sdp) = 0;
    virtual void refuse(LegId leg, int code) = 0;

    /// Sends OPTIONS to the target's servers until one answers at all; `done` runs on the endpoint's thread.
    virtual void options(Target target, std::function<void(OptionsReport)> done) = 0;
    /// Keeps a registration alive (RFC 3261 section 10) until `unregister_line` or the endpoint's end; the report
    /// repeats on each change. `line` is the caller's number for it: one that is registered already is unregistered
    /// first, and then registered by its new target.
    virtual void register_line(int64_t line, Target target, std::function<void(OptionsReport)> changed) = 0;
    /// Removes the binding at the server; nothing is reported any more.
    virtual void unregister_line(int64_t line) = 0;

    /// The servers of all lines, as in Target::servers, from now on: who may begin something with us. Their names are
    /// looked up, again and again.
    virtual void know_servers(std::vector<std::string> servers) = 0;

    /// False if the endpoint's thread has not come round for five seconds: no call is answered, ended or begun.
    virtual bool turns() const = 0;
    /// The bound port (when `bind` said 0).
    virtual int port() const = 0;
    /// Stops taking calls, hangs up every leg, and returns when all have ended or `limit` is over.
    virtual void close(Millis limit) = 0;
};

}  // namespace tiller::sip
