#pragma once
// The endpoint as its own thread sees it: nua, the legs, and what else holds a nua handle.
#include <map>
#include <memory>
#include <unordered_map>

#include "base/clock.h"
#include "base/random.h"
#include "sip/connections.h"
#include "sip/digest_guard.h"
#include "sip/entry.h"
#include "sip/known_servers.h"
#include "sip/leg.h"
#include "sip/options_probe.h"
#include "sip/registration.h"
#include "sip/resolver.h"
#include "sip/sip.h"
#include "sip/stack_door.h"
#include "sip/stack_names.h"
#include "sip/tls_watch.h"

namespace tiller::sip {

/// Thread rule: the loop's thread, except `take_id`.
/// Invariants:
///   1. A leg is in `legs_` from its start to its `on_ended`, then in `ended_` until the event in progress is over.
///   2. nua is shut down only when no leg and no other handle of ours is left.
class EndpointCore {
  public:
    EndpointCore(EndpointOptions options, Listener& listener, Loop& loop);
    ~EndpointCore();

    /// Binds `host`:`port` and starts nua in `root`.
    Result<void> open(su_root_t* root, const std::string& host, int port);
    /// The loop has ended: frees nua.
    void destroy();

    LegId take_id() { return next_id_.fetch_add(1); }
    void invite(LegId id, Invite invite);
    /// The leg, or null if it has ended.
    Leg* find(LegId id);
    void options(Target target, OptionsProbe::Done done);
    void register_line(int64_t line, Target target, Registration::Changed changed);
    void unregister_line(int64_t line);
    void know_servers(const std::vector<std::string>& servers) { servers_.set(servers); }

    /// Hangs up everything; `closed` runs when nothing is left, or when `limit` is over.
    void close(Millis limit, std::function<void()> closed);

  private:
    static void on_nua_event(nua_event_t event, int status, const char* phrase, nua_t* nua, EndpointCore* self,
                             nua_handle_t* handle, HandleUser* user, const sip_t* sip, tagi_t* tags);
    void on_incoming(nua_handle_t* handle, const sip_t* request);
    void refuse_without_leg(nua_handle_t* handle, int code, const char* phrase);
    void on_server_refused(const std::string& host, const std::string& why);
    void leave(LegId id);
    void end_registration(std::unique_ptr<Registration> registration, std::function<void()> ended);
    void shut_down_when_idle();
    void on_shutdown(int status);

    Listener& listener_;
    Loop& loop_;
    SystemClock clock_;
    SystemRandom random_;
    std::optional<DigestGuard> guard_;
    Resolver resolver_;
    std::optional<StackNames> names_;
    KnownServers servers_;
    Entry entry_;
    std::optional<Connections> connections_;
    std::optional<StackDoor> door_;
    std::optional<TlsWatch> tls_watch_;
    LegContext context_;
    std::atomic<LegId> next_id_{1};

    std::unordered_map<LegId, std::unique_ptr<Leg>> legs_;
    std::vector<std::unique_ptr<Leg>> ended_;
    std::unordered_map<OptionsProbe*, std::unique_ptr<OptionsProbe>> probes_;
    std::map<int64_t, std::unique_ptr<Registration>> registrations_;               // by line
    std::map<Registration*, std::unique_ptr<Registration>> ending_registrations_;  // their binding is being removed

    bool closing_ = false;
    bool shutting_down_ = false;
    std::function<void()> closed_;
    Loop::TimerId close_limit_ = 0;
};

}  // namespace tiller::sip
