#include "sip/sdp.h"

#include <fmt/format.h>

namespace tiller::sip {
namespace {

constexpr int kPcma = 8;  // RFC 3551 section 6; 0 is PCMU

std::string_view codec_name(int payload) { return payload == kPcma ? "PCMA" : "PCMU"; }

std::string_view direction_of(const MediaDescription& description) {
    if (description.sends) return description.receives ? "sendrecv" : "sendonly";
    return description.receives ? "recvonly" : "inactive";
}

void write_stream(std::string& out, const MediaDescription& d) {
    auto line = std::back_inserter(out);
    fmt::format_to(line, "m=audio {} RTP/AVP", d.port);
    for (int payload : d.payloads) fmt::format_to(line, " {}", payload);
    if (d.telephone_event >= 0) fmt::format_to(line, " {}", d.telephone_event);
    out += "\r\n";
    for (int payload : d.payloads) fmt::format_to(line, "a=rtpmap:{} {}/8000\r\n", payload, codec_name(payload));
    if (d.telephone_event >= 0) {
        fmt::format_to(line, "a=rtpmap:{0} telephone-event/8000\r\na=fmtp:{0} 0-15\r\n", d.telephone_event);
    }
    fmt::format_to(line, "a=ptime:{}\r\na={}\r\n", d.ptime_ms, direction_of(d));
}

}  // namespace

std::string write_sdp(const MediaDescription& description, uint64_t session_id, uint64_t version) {
    // The brackets of URIs have no place here (RFC 8866 section 9: "IP6-address" has none).
    std::string_view literal = description.address.empty() ? "0.0.0.0" : std::string_view(description.address);
    if (literal.starts_with('[') && literal.ends_with(']')) literal = literal.substr(1, literal.size() - 2);
    const bool v6 = literal.find(':') != literal.npos;
    const std::string address = fmt::format("IN {} {}", v6 ? "IP6" : "IP4", literal);
    std::string out =
        fmt::format("v=0\r\no=- {} {} {}\r\ns=-\r\nc={}\r\nt=0 0\r\n", session_id, version, address, address);
    for (size_t i = 0; i <= description.refused.size(); ++i) {
        if (i == std::min(description.position, description.refused.size())) write_stream(out, description);
        if (i < description.refused.size()) out += "m=" + description.refused[i] + "\r\n";
    }
    return out;
}

Result<MediaDescription> answer_offer(const MediaDescription& offer, const MediaDescription& ours) {
    MediaDescription answer = ours;
    answer.refused = offer.refused;
    answer.position = offer.position;
    answer.payloads.clear();
    for (int payload : offer.payloads) {
        if (std::find(ours.payloads.begin(), ours.payloads.end(), payload) != ours.payloads.end()) {
            answer.payloads.push_back(payload);
            break;
        }
    }
    if (answer.payloads.empty()) return invalid("no audio format in common: the offer has neither of ours");
    // RFC 4733 section 2.4.1: the number is the offerer's choice.
    answer.telephone_event = ours.telephone_event >= 0 ? offer.telephone_event : -1;
    answer.sends = ours.sends && offer.receives;
    answer.receives = ours.receives && offer.sends;
    if (offer.port == 0) answer.port = 0;
    return answer;
}

}  // namespace tiller::sip
