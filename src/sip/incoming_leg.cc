#include "sip/incoming_leg.h"

#include "base/printable.h"
#include "base/text.h"
#include "sip/message.h"

namespace tiller::sip {
namespace {

/// Where the request came from, as the transport saw it.
std::string source_of(const sip_t* request) {
    const sip_via_t* via = request->sip_via;
    if (via == nullptr) return {};
    return via->v_received != nullptr ? via->v_received : via->v_host;
}

std::string transport_of(const sip_t* request) {
    // "SIP/2.0/UDP"
    const sip_via_t* via = request->sip_via;
    if (via == nullptr || via->v_protocol == nullptr) return "udp";
    const auto parts = split(via->v_protocol, '/');
    return lower(parts.back());
}

}  // namespace

IncomingLeg::IncomingLeg(LegContext& context, LegId id, nua_handle_t* handle, const sip_t* request) : Leg(context, id) {
    handle_.reset(handle);
    nua_handle_bind(handle, this);
    const std::string callee = user_of(request->sip_request->rq_url);
    incoming_.callee = printable(callee);
    if (request->sip_from != nullptr) incoming_.caller = printable(user_of(request->sip_from->a_url));
    if (request->sip_call_id != nullptr) incoming_.call_id = printable(request->sip_call_id->i_id);
    incoming_.sdp = sdp_of(request);
    contact_ = context_.contact(callee, source_of(request), transport_of(request));
}

void IncomingLeg::ring(int code) {
    if (finished() || state_ != State::offered || code <= 100 || code >= 200) return;
    had_ringing_ = true;
    nua_respond(handle_.get(), code, sip_status_phrase(code), SIPTAG_CONTACT_STR(contact_.c_str()), TAG_END());
}

void IncomingLeg::accept(std::string sdp) {
    if (finished() || state_ != State::offered) return;
    state_ = State::accepted;
    our_first_sdp_ = our_sdp_ = std::move(sdp);
    nua_respond(handle_.get(), SIP_200_OK, SIPTAG_CONTACT_STR(contact_.c_str()),
                SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(our_sdp_.c_str()), TAG_END());
}

void IncomingLeg::refuse(int code) {
    if (finished() || state_ != State::offered) return;
    if (code < 300 || code > 699) code = 603;
    const char* phrase = sip_status_phrase(code);
    if (phrase == nullptr) phrase = "Refused";
    nua_respond(handle_.get(), code, phrase, TAG_END());
    finish({.code = code, .by = EndedBy::us, .reason = phrase});
}

void IncomingLeg::hang_up(std::string reason) {
    if (finished() || ending_) return;
    if (state_ == State::offered) return refuse(603);
    if (state_ == State::up) return send_bye(std::move(reason));
    bye_after_ack_ = true;
    ending_reason_ = std::move(reason);
    limit_ending();
}

void IncomingLeg::on_ack(const Event& event) {
    // Of a re-INVITE whose offer was ours, the ACK carries the answer.
    if (state_ == State::up) {
        if (const auto sdp = sdp_of(event.sip); !sdp.empty()) tell_sdp(std::string(sdp));
        return;
    }
    if (state_ != State::accepted) return;
    state_ = State::up;
    context_.listener->on_acknowledged(id_);
    if (bye_after_ack_) send_bye(ending_reason_);
}

void IncomingLeg::on_event(const Event& event) {
    if (finished()) return;
    const int code = state_ == State::offered ? 487 : 200;
    switch (event.name) {
        case nua_i_ack:
            return on_ack(event);
        case nua_i_invite:
        case nua_i_update:
            if (event.status < 200 && state_ == State::up) on_renegotiation(event);
            return;
        case nua_i_cancel: {
            if (state_ != State::offered) return;  // too late: the 2xx is out (RFC 3261 section 9.2)
            const std::string reason = reason_of(event.sip);
            return finish(
                {.code = 487, .by = EndedBy::peer, .reason = reason.empty() ? "the caller cancelled" : reason});
        }
        case nua_i_bye: {
            const std::string reason = reason_of(event.sip);
            return finish(
                {.code = code, .by = EndedBy::peer, .reason = reason.empty() ? "the caller hung up" : reason});
        }
        case nua_i_info:
            return on_info(event);
        case nua_r_bye:
            if (event.status < 200) return;
            return finish({.code = 200,
                           .by = ending_ ? EndedBy::us : EndedBy::system,
                           .reason = !ending_                 ? "the session expired"
                                     : ending_reason_.empty() ? "hung up"
                                                              : ending_reason_});
        case nua_i_state:
            if (call_state_of(event) == nua_callstate_terminated) {
                finish({.code = code,
                        .by = ending_ ? EndedBy::us : EndedBy::system,
                        .reason = "the session ended without BYE"});
            }
            return;
        default:
            return;
    }
}

void IncomingLeg::give_up(std::string reason) {
    finish({.code = state_ == State::offered ? 0 : 200,
            .by = ending_ || bye_after_ack_ ? EndedBy::us : EndedBy::system,
            .reason = std::move(reason)});
}

}  // namespace tiller::sip
