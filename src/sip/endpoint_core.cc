#include "sip/endpoint_core.h"

#include <fmt/format.h>

#include "sip/digest_client.h"
#include "sip/incoming_leg.h"
#include "sip/outgoing_leg.h"

namespace tiller::sip {
namespace {

constexpr const char* kAllow = "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO";
constexpr usize_t kLargestMessage = 65'536;  // bytes, on every transport: the largest that a datagram could be
constexpr int kSocketBuffer = 4'000'000;     // bytes: what a burst of a second leaves in the socket

void ignore_log(void*, const char*, va_list) {}

/// Once per process: the library prints to stderr by default, even for garbage on the port.
void start_library() {
    static std::once_flag once;
    std::call_once(once, [] {
        su_init();
        use_our_digest();
        su_log_redirect(su_log_default, ignore_log, nullptr);
        su_log_redirect(su_log_global, ignore_log, nullptr);
        su_log_set_level(nullptr, 0);
    });
}

}  // namespace

EndpointCore::EndpointCore(EndpointOptions options, Listener& listener, Loop& loop)
    : listener_(listener),
      loop_(loop),
      resolver_(clock_, options.resolver),
      servers_(loop, resolver_),
      entry_(options, servers_, clock_) {
    if (options.require_digest) guard_.emplace(*options.require_digest, clock_, random_);
    context_.loop = &loop;
    context_.listener = &listener;
    context_.options = std::move(options);
    context_.leave = [this](LegId id) { leave(id); };
    context_.find = [this](LegId id) { return find(id); };
    context_.resolver = &resolver_;
}

EndpointCore::~EndpointCore() = default;

Result<void> EndpointCore::open(su_root_t* root, const std::string& host, int port) {
    start_library();
    const EndpointOptions& options = context_.options;
    context_.bound_host = host;
    context_.port = port;
    names_.emplace(loop_, resolver_, host.starts_with('[') ? Families::both : Families::v4);
    connections_.emplace(
        loop_, clock_, ConnectionLimits{.most = options.most_connections, .whole_within = options.whole_message_within},
        [this](const IpAddress& address) { return entry_.may_begin(address); });
    door_.emplace(entry_, *connections_);
    tls_watch_.emplace(
        *connections_,
        [this](const std::string& host, const std::string& why) {
            // Not within the library's handshake.
            loop_.post([this, host, why] { on_server_refused(host, why); });
        },
        [this](std::function<void()> work) { loop_.post(std::move(work)); });
    // "maddr" is where to bind; the host is what Via says, one for all peers: bound to every address, the default
    // route's. Responses find their way all the same, by rport (RFC 3581) or by the connection.
    const std::string shown = context_.own_host("");
    const std::string place = fmt::format("sip:{}:{};maddr={}", shown, port, host);
    const std::string secure = fmt::format("sips:{}:{};maddr={}", shown, port + 1, host);
    const bool tls = !options.tls_folder.empty();
    context_.nua = nua_create(
        root, on_nua_event, this, NUTAG_URL(place.c_str()), TAG_IF(tls, NUTAG_SIPS_URL(secure.c_str())),
        TAG_IF(tls, NUTAG_CERTIFICATE_DIR(options.tls_folder.c_str())),
        TAG_IF(tls, TPTAG_TLS_VERIFY_POLICY(TPTLS_VERIFY_OUT)), SIPTAG_USER_AGENT_STR(options.user_agent.c_str()),
        NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOALERT(0), NUTAG_AUTOANSWER(0),
        // A redirection or a Retry-After is the dialer's to follow, by its own rules; never the stack's.
        NUTAG_AUTO302(0), NUTAG_AUTO305(0), NUTAG_MAX_RETRY_AFTER(0),
        // No probing of NATs by REGISTER and OPTIONS to ourselves.
        NUTAG_OUTBOUND("no-gruuize no-outbound no-validate no-natify no-options-keepalive"),
        // What stands here takes the place of the library's list (NUTAG_ALLOW would add to it): the rest gets 405.
        SIPTAG_ALLOW_STR(kAllow), NUTAG_APPL_METHOD("UPDATE, INFO"), SIPTAG_SUPPORTED_STR("100rel, timer"),
        NUTAG_MIN_SE(static_cast<unsigned>(options.least_session_interval.count() / 1000)),
        NTATAG_SIP_T1X64(static_cast<usize_t>(options.transaction_timeout.count())),
        // The operator chose the transport; 1300 bytes do not change it.
        NTATAG_UDP_MTU(65'535), NTATAG_MAXSIZE(kLargestMessage),
        // Answers go to the port that a request came from, asked for or not (RFC 3581 section 4).
        NTATAG_SERVER_RPORT(2), TPTAG_UDP_RMEM(kSocketBuffer), TPTAG_UDP_WMEM(kSocketBuffer), TPTAG_STUN_SERVER(0),
        TAG_END());
    if (context_.nua == nullptr) {
        return unavailable(fmt::format("the SIP library cannot listen at {}:{}", host, port));
    }
    if (!door_->stands()) return internal_error("the SIP library does not let us judge what arrives");
    return {};
}

void EndpointCore::destroy() {
    probes_.clear();
    registrations_.clear();
    ending_registrations_.clear();
    ended_.clear();
    nua_destroy(context_.nua);
    tls_watch_.reset();
    door_.reset();
    connections_.reset();
    names_.reset();
}

void EndpointCore::on_nua_event(nua_event_t event, int status, const char* phrase, nua_t*, EndpointCore* self,
                                nua_handle_t* handle, HandleUser* user, const sip_t* sip, tagi_t* tags) {
    if (event == nua_r_shutdown) {
        self->on_shutdown(status);
    } else if (user != nullptr) {
        user->on_event({event, status, phrase != nullptr ? phrase : "", sip, tags});
    } else if (event == nua_i_invite && handle != nullptr && sip != nullptr) {
        self->on_incoming(handle, sip);
    } else if (event == nua_i_info && handle != nullptr) {
        self->refuse_without_leg(handle, SIP_481_NO_CALL);
    } else if (handle != nullptr) {
        nua_handle_destroy(handle);  // OPTIONS, which nua has answered itself
    }
}

void EndpointCore::refuse_without_leg(nua_handle_t* handle, int code, const char* phrase) {
    const auto challenges = code == 407 ? guard_->challenges() : std::vector<std::string>(2);
    nua_respond(handle, code, phrase, NUTAG_WITH_THIS(context_.nua),
                TAG_IF(code == 407, SIPTAG_PROXY_AUTHENTICATE_STR(challenges[0].c_str())),
                TAG_IF(code == 407, SIPTAG_PROXY_AUTHENTICATE_STR(challenges[1].c_str())), TAG_END());
    nua_handle_destroy(handle);
}

void EndpointCore::on_incoming(nua_handle_t* handle, const sip_t* request) {
    if (closing_) return refuse_without_leg(handle, SIP_503_SERVICE_UNAVAILABLE);
    if (guard_ && !guard_->admits(request)) return refuse_without_leg(handle, SIP_407_PROXY_AUTH_REQUIRED);
    const LegId id = take_id();
    auto leg = std::make_unique<IncomingLeg>(context_, id, handle, request);
    IncomingLeg* incoming = leg.get();
    legs_.emplace(id, std::move(leg));
    if (!listener_.on_incoming(id, incoming->incoming())) incoming->refuse(403);
}

void EndpointCore::invite(LegId id, Invite invite) {
    if (closing_) return listener_.on_ended(id, {.reason = "shutting down"});
    auto leg = std::make_unique<OutgoingLeg>(context_, id, std::move(invite));
    OutgoingLeg* outgoing = leg.get();
    legs_.emplace(id, std::move(leg));
    outgoing->start();
}

Leg* EndpointCore::find(LegId id) {
    const auto found = legs_.find(id);
    return found == legs_.end() ? nullptr : found->second.get();
}

void EndpointCore::leave(LegId id) {
    auto node = legs_.extract(id);
    if (node.empty()) return;
    // The leg is still on the stack: it goes when the loop comes round again.
    ended_.push_back(std::move(node.mapped()));
    if (ended_.size() == 1) loop_.post([this] { ended_.clear(); });
    shut_down_when_idle();
}

/// We do not trust a server's certificate, and the library leaves those who wait for it in the dark.
void EndpointCore::on_server_refused(const std::string& host, const std::string& why) {
    std::vector<HandleUser*> waiting;
    for (const auto& [id, leg] : legs_) waiting.push_back(leg.get());
    for (const auto& [probe, owner] : probes_) waiting.push_back(probe);
    for (const auto& [line, registration] : registrations_) waiting.push_back(registration.get());
    for (HandleUser* one : waiting) one->on_server_refused(host, why);
}

void EndpointCore::options(Target target, OptionsProbe::Done done) {
    if (closing_) return done({.reason = "shutting down"});
    auto slot = std::make_shared<OptionsProbe*>(nullptr);
    auto finish = [this, slot, done = std::move(done)](OptionsReport report) {
        done(std::move(report));
        loop_.post([this, slot] { probes_.erase(*slot); });
    };
    auto probe = std::make_unique<OptionsProbe>(context_, std::move(target), std::move(finish));
    OptionsProbe* started = *slot = probe.get();
    probes_.emplace(started, std::move(probe));
    started->start();
}

void EndpointCore::register_line(int64_t line, Target target, Registration::Changed changed) {
    if (closing_) return changed({.reason = "shutting down"});
    auto fresh = std::make_unique<Registration>(context_, std::move(target), std::move(changed));
    Registration* started = fresh.get();
    auto old = std::exchange(registrations_[line], std::move(fresh));
    if (!old) return started->start();
    // One after the other: a REGISTER that removes the old binding, and comes last, would remove the new one, too.
    end_registration(std::move(old), [this, line, started] {
        auto found = registrations_.find(line);
        if (found != registrations_.end() && found->second.get() == started) started->start();
    });
}

void EndpointCore::unregister_line(int64_t line) {
    auto found = registrations_.find(line);
    if (found == registrations_.end()) return;
    auto old = std::move(found->second);
    registrations_.erase(found);
    end_registration(std::move(old), [] {});
}

void EndpointCore::end_registration(std::unique_ptr<Registration> registration, std::function<void()> ended) {
    Registration* ending = registration.get();
    ending_registrations_.emplace(ending, std::move(registration));
    ending->stop([this, ending, then = std::move(ended)] {
        // Not within its own event.
        loop_.after(Millis(0), [this, ending, then] {
            ending_registrations_.erase(ending);
            then();
        });
    });
}

void EndpointCore::close(Millis limit, std::function<void()> closed) {
    closing_ = true;
    closed_ = std::move(closed);
    close_limit_ = loop_.after(limit, [this] {
        while (!legs_.empty()) legs_.begin()->second->give_up("shutting down");
        shut_down_when_idle();
    });
    probes_.clear();
    registrations_.clear();
    ending_registrations_.clear();
    std::vector<Leg*> up;
    for (const auto& [id, leg] : legs_) up.push_back(leg.get());
    for (Leg* leg : up) leg->hang_up("shutting down");
    shut_down_when_idle();
}

void EndpointCore::shut_down_when_idle() {
    if (!closing_ || !legs_.empty() || shutting_down_) return;
    shutting_down_ = true;
    nua_shutdown(context_.nua);
}

void EndpointCore::on_shutdown(int status) {
    if (status < 200) return;
    loop_.cancel(close_limit_);
    closed_();
}

}  // namespace tiller::sip
