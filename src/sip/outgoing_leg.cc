#include "sip/outgoing_leg.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "sip/message.h"

namespace tiller::sip {
namespace {

/// Tiller's CallID as the local part of a SIP Call-ID; what has no place there is dropped.
std::string call_id_at(std::string_view id, std::string_view host) {
    std::string out;
    for (char c : id) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_') out += c;
    }
    return out.empty() ? out : out + "@" + std::string(host);
}

}  // namespace

OutgoingLeg::OutgoingLeg(LegContext& context, LegId id, Invite invite) : Leg(context, id), invite_(std::move(invite)) {
    our_first_sdp_ = our_sdp_ = invite_.sdp;
    last_failure_.reason = "the line names no server";
}

void OutgoingLeg::try_next_server() {
    if (finished()) return;
    context_.loop->cancel(failover_);
    handle_.reset();
    challenges_.forget();
    while (next_server_ < invite_.target.servers.size()) {
        const auto server = parse_server(invite_.target.servers[next_server_++]);
        if (!server) {
            last_failure_ = {.reason = server.error().message};
        } else if (server->transport == Transport::tls && context_.options.tls_folder.empty()) {
            last_failure_ = {.reason = "the line asks for TLS, which is not set up here"};
        } else {
            return send_invite(*server);
        }
    }
    finish(last_failure_);
}

void OutgoingLeg::send_invite(const ServerUri& server) {
    server_ = server;
    heard_ = false;
    const std::string own_host = context_.own_host(server.host);
    const std::string& username = invite_.target.username;
    // A registrar's proxy knows its subscribers by its own domain; a peer that trusts our address knows us by that.
    const std::string& domain = username.empty() ? own_host : server.host;
    const std::string caller = invite_.caller.empty() ? username : invite_.caller;
    const std::string at = caller.empty() ? "" : escape_user(caller) + "@";

    const std::string uri = server.with_user(invite_.callee);
    const std::string to = fmt::format("<sip:{}@{}>", escape_user(invite_.callee), server.host);
    const std::string from = fmt::format("<sip:{}{}>", at, domain);
    const std::string asserted = fmt::format("P-Asserted-Identity: <sip:{}{}>", at, domain);
    const std::string contact =
        context_.contact(username.empty() ? caller : username, server.host, transport_name(server.transport));
    const std::string call_id = call_id_at(invite_.call_id, own_host);

    handle_.reset(nua_handle(context_.nua, this, SIPTAG_TO_STR(to.c_str()), SIPTAG_FROM_STR(from.c_str()),
                             SIPTAG_CONTACT_STR(contact.c_str()), TAG_END()));
    // An answer is acknowledged when it is clear that its dialog can be kept.
    nua_invite(handle_.get(), NUTAG_URL(uri.c_str()), NUTAG_AUTOACK(0),
               TAG_IF(!call_id.empty(), SIPTAG_CALL_ID_STR(call_id.c_str())),
               TAG_IF(!invite_.caller.empty(), SIPTAG_HEADER_STR(asserted.c_str())),
               TAG_IF(!our_sdp_.empty(), SIPTAG_CONTENT_TYPE_STR("application/sdp")),
               TAG_IF(!our_sdp_.empty(), SIPTAG_PAYLOAD_STR(our_sdp_.c_str())), TAG_END());
    if (next_server_ < invite_.target.servers.size()) {
        failover_ = context_.loop->after(context_.options.failover_after, [this] { try_next_server(); });
    }
}

void OutgoingLeg::on_event(const Event& event) {
    if (finished()) return;
    switch (event.name) {
        case nua_r_invite:
            return on_response(event);
        case nua_i_info:
            return on_info(event);
        case nua_r_bye:
            return on_bye_response(event);
        case nua_i_bye: {
            const std::string reason = reason_of(event.sip);
            return finish_answered(EndedBy::peer, reason.empty() ? "the callee hung up" : reason);
        }
        case nua_i_invite:
        case nua_i_update:
            if (event.status >= 200) return;
            on_renegotiation(event);
            // RFC 3311 section 5.1: before the answer, an UPDATE takes the place of what a reliable 18x told.
            if (const auto sdp = sdp_of(event.sip); !answered_ && !sdp.empty()) early_sdp_ = sdp;
            return;
        case nua_i_ack:
            if (const auto sdp = sdp_of(event.sip); !sdp.empty()) tell_sdp(std::string(sdp));
            return;
        case nua_r_authenticate:
            // Only on failure: no challenge that could be answered is waiting any more.
            if (event.status >= 300)
                finish({.code = answered_ ? 200 : 401, .reason = "the digest challenge cannot be answered"});
            return;
        case nua_i_state:
            if (answered_ && call_state_of(event) == nua_callstate_terminated) {
                finish_answered(ending_ ? EndedBy::us : EndedBy::system, "the session ended");
            }
            return;
        default:
            return;
    }
}

void OutgoingLeg::on_server_refused(const std::string& host, const std::string& why) {
    if (finished() || heard_ || server_.transport != Transport::tls || server_.host != host) return;
    last_failure_ = {.code = 503, .by = ending_ ? EndedBy::us : EndedBy::system, .reason = why};
    if (ending_) return finish(last_failure_);
    try_next_server();
}

void OutgoingLeg::on_response(const Event& event) {
    heard_ = heard_ || !event.is_internal();
    if (answered_) return on_refreshed(event);
    if (event.status < 200) return on_provisional(event);
    context_.loop->cancel(failover_);
    if (event.status < 300) return on_answer(event);
    on_failure(event);
}

void OutgoingLeg::on_provisional(const Event& event) {
    if (event.is_internal()) return;
    context_.loop->cancel(failover_);  // the server is alive: from here on its word counts
    if (event.status == 100) return;
    had_ringing_ = true;
    const auto sdp = sdp_of(event.sip);
    if (!sdp.empty()) early_sdp_ = sdp;
    if (!ending_) context_.listener->on_ringing(id_, event.status, sdp);
}

void OutgoingLeg::on_answer(const Event& event) {
    answered_ = true;
    if (ending_) {  // the answer crossed our CANCEL
        nua_ack(handle_.get(), TAG_END());
        return send_bye(ending_reason_);
    }
    their_sdp_ = sdp_of(event.sip);
    if (their_sdp_.empty()) their_sdp_ = early_sdp_;  // RFC 3261 section 13.2.1: the answer may be in a reliable 18x
    const auto hop = next_hop_of(event.sip);
    const std::string fault = hop ? context_.fault_as_hop(*hop) : hop.error().message;
    if (!fault.empty()) return refuse_answer(fault);
    if (IpAddress::parse(hop->host)) return take_answer();
    context_.look_up(hop->host, [&around = context_, id = id_](const Resolved& resolved) {
        auto* leg = static_cast<OutgoingLeg*>(context.find(id));
        if (leg == nullptr || leg->ending_) return;
        if (resolved.ok()) return leg->take_answer();
        leg->refuse_answer(resolved.error);
    });
}

void OutgoingLeg::take_answer() {
    acknowledged_ = true;
    nua_ack(handle_.get(), NUTAG_AUTOACK(1), TAG_END());  // the stack acknowledges its own refreshes
    tell_sdp(their_sdp_);
}

/// Nobody would get what we send in this dialog: ACK and BYE go where the INVITE went.
void OutgoingLeg::refuse_answer(std::string why) {
    answer_fault_ = "the answer leads nowhere: " + why;
    nua_ack(handle_.get(), NUTAG_PROXY(server_.with_user("").c_str()), TAG_END());
    send_bye(answer_fault_);
}

void OutgoingLeg::on_sdp(std::string_view sdp) {
    if (!acknowledged_ || std::exchange(told_, true)) return Leg::on_sdp(sdp);
    context_.listener->on_answered(id_, sdp);
}

void OutgoingLeg::finish_answered(EndedBy by, std::string reason) {
    if (!answer_fault_.empty()) {
        by = EndedBy::system;
        reason = answer_fault_;
    }
    finish({.code = 200, .by = by, .reason = std::move(reason), .without_talk = !told_ && by != EndedBy::us});
}

/// The answer to a re-INVITE with which the stack refreshed the session (RFC 4028), or once more that to our first.
void OutgoingLeg::on_refreshed(const Event& event) {
    const std::string sdp(sdp_of(event.sip));
    if (event.status < 200 || event.status >= 300 || sdp.empty() || sdp == their_sdp_) return;
    their_sdp_ = sdp;
    tell_sdp(their_sdp_);
}

bool OutgoingLeg::authenticate(const Event& event) {
    return challenges_.answer(handle_.get(), event, invite_.target.username, invite_.target.password);
}

void OutgoingLeg::on_failure(const Event& event) {
    if (!ending_ && authenticate(event)) return;
    Ended ended{.code = event.status, .reason = reason_of(event.sip)};
    if (ended.reason.empty()) ended.reason = printable(event.phrase);
    if (!challenges_.fault().empty()) ended.reason += fmt::format(" ({})", challenges_.fault());
    if (ending_ && (event.status == 487 || event.is_internal())) {
        ended.by = EndedBy::us;
        ended.reason = ending_reason_.empty() ? "cancelled" : ending_reason_;
    } else if (event.is_internal()) {
        ended.by = EndedBy::system;
        if (event.status == 408) ended.reason = "no answer from the server";
        if (event.is_name_failure()) ended.reason = context_.name_failure(server_.host);
    } else {
        ended.by = EndedBy::peer;
    }
    const bool server_failed = event.is_internal() || event.status == 503;
    if (server_failed && !ending_ && !had_ringing_ && next_server_ < invite_.target.servers.size()) {
        last_failure_ = ended;
        return try_next_server();
    }
    finish(ended);
}

void OutgoingLeg::on_bye_response(const Event& event) {
    if (event.status < 200 || authenticate(event)) return;
    if (!ending_) return finish_answered(EndedBy::system, "the session expired");  // RFC 4028: nua sent this BYE
    finish_answered(EndedBy::us, ending_reason_.empty() ? "hung up" : ending_reason_);
}

void OutgoingLeg::hang_up(std::string reason) {
    if (finished() || ending_) return;
    if (answered_) return send_bye(std::move(reason));
    ending_ = true;
    ending_reason_ = std::move(reason);
    context_.loop->cancel(failover_);
    const std::string header = make_reason(ending_reason_);
    nua_cancel(handle_.get(), TAG_IF(!header.empty(), SIPTAG_REASON_STR(header.c_str())), TAG_END());
    limit_ending();
}

void OutgoingLeg::give_up(std::string reason) {
    const EndedBy by = ending_ ? EndedBy::us : EndedBy::system;
    if (answered_) return finish_answered(by, std::move(reason));
    finish({.by = by, .reason = std::move(reason)});
}

}  // namespace tiller::sip
