#include "sip/leg.h"

#include <fmt/format.h>

#include <algorithm>

#include "sip/info_key.h"
#include "sip/message.h"
#include "sip/renegotiation.h"
#include "sip/sdp.h"
#include "sip/server_uri.h"

namespace tiller::sip {

std::string LegContext::own_host(std::string_view peer_host) const {
    if (!options.public_address.empty()) return options.public_address;
    if (bound_host == "0.0.0.0" || bound_host == "[::]") return local_address_towards(address_of(peer_host));
    return bound_host;
}

std::string LegContext::address_of(std::string_view host) const {
    const auto known = resolver->known(host);
    return known && known->ok() ? known->addresses.front().host() : std::string(host);
}

std::string LegContext::name_failure(std::string_view host) const {
    const auto known = resolver->known(host);
    return known && !known->error.empty() ? known->error : fmt::format("the name {} has no address we can use", host);
}

std::string LegContext::fault_as_hop(const NextHop& hop) const {
    if (hop.tls && options.tls_folder.empty())
        return "what follows would have to go over TLS, which is not set up here";
    const auto literal = IpAddress::parse(hop.host);
    if (literal && !literal->is_v4() && !bound_host.starts_with('['))
        return fmt::format("what follows would have to go to {}, and we have no IPv6", hop.host);
    return {};
}

void LegContext::look_up(std::string_view host, Resolver::Done told) const {
    resolver->resolve(host, [to = loop, told = std::move(told)](const Resolved& resolved) {
        to->post([told, resolved] { told(resolved); });
    });
}

std::string LegContext::contact(std::string_view user, std::string_view peer_host, std::string_view transport) const {
    const std::string parameter = transport == "udp" ? std::string() : fmt::format(";transport={}", transport);
    return fmt::format("<sip:{}{}{}:{}{}>", escape_user(user), user.empty() ? "" : "@", own_host(peer_host),
                       transport == "tls" ? port + 1 : port, parameter);
}

void Leg::finish(Ended ended) {
    if (finished_) return;
    finished_ = true;
    context_.loop->cancel(limit_);
    handle_.reset();
    ended.had_ringing = had_ringing_;
    context_.listener->on_ended(id_, ended);
    context_.leave(id_);
}

void Leg::on_renegotiation(const Event& event) {
    const std::string offer(sdp_of(event.sip));
    if (offer.empty() && event.name == nua_i_update) {
        nua_respond(handle_.get(), SIP_200_OK, NUTAG_WITH_THIS(context_.nua), TAG_END());
        return;
    }
    if (offer.empty()) {
        our_sdp_ = offer_again(our_first_sdp_, our_sdp_);  // an INVITE without an offer asks for ours
    } else {
        auto answer = renegotiate(our_first_sdp_, our_sdp_, offer);
        if (!answer) {
            const std::string warning = make_warning(context_.own_host(""), answer.error().message);
            nua_respond(handle_.get(), SIP_488_NOT_ACCEPTABLE, NUTAG_WITH_THIS(context_.nua),
                        SIPTAG_WARNING_STR(warning.c_str()), TAG_END());
            return;
        }
        our_sdp_ = std::move(*answer);
    }
    nua_respond(handle_.get(), SIP_200_OK, NUTAG_WITH_THIS(context_.nua), SIPTAG_CONTENT_TYPE_STR("application/sdp"),
                SIPTAG_PAYLOAD_STR(our_sdp_.c_str()), TAG_END());
    if (!offer.empty()) tell_sdp(offer);
}

void Leg::tell_sdp(std::string sdp) {
    const uint64_t number = ++sdps_;
    const auto named = host_to_look_up(sdp);
    if (!named) return on_sdp(sdp);
    context_.look_up(named->name, [&around = context_, id = id_, number, named = *named,
                                   sdp = std::move(sdp)](const Resolved& resolved) {
        Leg* leg = context.find(id);
        if (leg == nullptr || leg->sdps_ != number) return;
        const auto& all = resolved.addresses;
        auto address = std::ranges::find(all, !named.v6, &IpAddress::is_v4);
        if (address == all.end()) address = all.begin();
        leg->on_sdp(address == all.end() ? sdp : with_address(sdp, named, address->text()));
    });
}

void Leg::on_info(const Event& event) {
    using Kind = InfoContent::Kind;
    const InfoContent content = read_info(type_of(event.sip), body_of(event.sip));
    const auto answer = [&](int code, const char* phrase) {
        const bool wants_others = content.kind == Kind::other_kind;
        nua_respond(handle_.get(), code, phrase, NUTAG_WITH_THIS(context_.nua),
                    TAG_IF(wants_others, SIPTAG_ACCEPT_STR(kInfoTypes)), TAG_END());
    };
    if (content.kind == Kind::other_kind) return answer(SIP_415_UNSUPPORTED_MEDIA);
    if (content.kind == Kind::no_key) return answer(400, "No Key in the Body");
    answer(SIP_200_OK);
    if (content.kind == Kind::key) context_.listener->on_key(id_, content.key);
}

void Leg::send_bye(std::string reason) {
    ending_ = true;
    ending_reason_ = std::move(reason);
    const std::string header = make_reason(ending_reason_);
    nua_bye(handle_.get(), TAG_IF(!header.empty(), SIPTAG_REASON_STR(header.c_str())), TAG_END());
    limit_ending();
}

void Leg::limit_ending() {
    context_.loop->cancel(limit_);
    limit_ = context_.loop->after(context_.options.transaction_timeout + std::chrono::seconds(1),
                                  [this] { give_up("the peer did not confirm the end"); });
}

int call_state_of(const Event& event) {
    int state = -1;
    tl_gets(event.tags, NUTAG_CALLSTATE_REF(state), TAG_END());
    return state;
}

}  // namespace tiller::sip
