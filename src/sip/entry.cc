#include "sip/entry.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sofia-sip/msg_addr.h>

#include "base/metrics.h"

namespace tiller::sip {
namespace {

constexpr int64_t kRefusalsASecond = 5;

auto& turned_away(const char* why) {
    return metrics::counter("tiller_sip_turned_away_total",
                            "SIP messages that were dropped or refused at the entry, before anything was made of them",
                            {{"why", why}});
}

bool is_whole(const sip_t& sip) {
    return sip.sip_via != nullptr && sip.sip_call_id != nullptr && sip.sip_cseq != nullptr && sip.sip_from != nullptr &&
           sip.sip_to != nullptr && sip.sip_request != nullptr;
}

bool continues_something(nta_agent_t* agent, sip_t& sip) {
    if (nta_incoming_find(agent, &sip, sip.sip_via) != nullptr) return true;
    if (sip.sip_to->a_tag == nullptr) return false;
    return nta_leg_by_dialog(agent, sip.sip_request->rq_url, sip.sip_call_id, sip.sip_from->a_tag, sip.sip_from->a_url,
                             sip.sip_to->a_tag, sip.sip_to->a_url) != nullptr;
}

uint16_t port_of(const sockaddr* source) {
    return ntohs(source->sa_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(source)->sin6_port
                                               : reinterpret_cast<const sockaddr_in*>(source)->sin_port);
}

/// The parameters' text must live as long as the message does.
void set_parameter(msg_t* message, msg_common_t* header, const std::string& parameter) {
    msg_header_replace_param(msg_home(message), header, su_strdup(msg_home(message), parameter.c_str()));
}

void answer_to_source(msg_t* message, sip_via_t& via, const IpAddress& source, uint16_t port) {
    msg_header_remove_param(via.v_common, "maddr");
    msg_header_remove_param(via.v_common, "comp");
    set_parameter(message, via.v_common, "received=" + source.text());
    set_parameter(message, via.v_common, fmt::format("rport={}", port));
}

}  // namespace

Entry::Entry(const EndpointOptions& options, const KnownServers& servers, const Clock& clock)
    : strangers_(options.strangers),
      servers_(servers),
      limited_(options.strangers != Strangers::serve),
      beginnings_(clock, options.most_requests_a_second),
      refusals_(clock, kRefusalsASecond) {}

bool Entry::may_begin(const IpAddress& source) const {
    return strangers_ == Strangers::serve || servers_.knows(source);
}

Entry::Verdict Entry::judge(nta_agent_t* agent, msg_t* message, sip_t* sip) {
    static auto& garbage = turned_away("garbage");
    static auto& stranger = turned_away("stranger");
    static auto& too_many = turned_away("too many");
    // The library itself drops responses to nothing that it has asked.
    if (sip != nullptr && sip->sip_status != nullptr) return Verdict::let_in;
    const sockaddr* from = &msg_addr(message)->su_sa;
    const auto source = IpAddress::of(from);
    if (sip == nullptr || !source || !is_whole(*sip)) {
        garbage.Increment();
        return Verdict::drop;
    }
    answer_to_source(message, *sip->sip_via, *source, port_of(from));
    if (continues_something(agent, *sip)) return Verdict::let_in;
    if (may_begin(*source)) {
        if (!limited_ || beginnings_.take()) return Verdict::let_in;
        too_many.Increment();
        return Verdict::drop;
    }
    stranger.Increment();
    const bool answerable = strangers_ == Strangers::refuse && sip->sip_request->rq_method != sip_method_ack;
    return answerable && refusals_.take() ? Verdict::refuse : Verdict::drop;
}

}  // namespace tiller::sip
