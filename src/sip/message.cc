#include "sip/message.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "base/text.h"

namespace tiller::sip {
namespace {

constexpr std::string_view kSdpType = "application/sdp";

std::string_view view(const char* text) { return text == nullptr ? std::string_view{} : std::string_view(text); }

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

/// As a quoted string, without what would need an escape.
std::string in_quotes(std::string_view words) {
    std::string text = "\"";
    for (char c : words) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') text += c;
    }
    return text + '"';
}

bool header_says_sdp(std::string_view headers) {
    const std::string text = lower(headers);
    const size_t at = text.find("content-type:");
    return at != text.npos && trim(std::string_view(text).substr(at + 13)).starts_with(kSdpType);
}

bool is_sip(const url_t* url) {
    return (url->url_type == url_sip || url->url_type == url_sips) && !view(url->url_host).empty();
}

}  // namespace

Result<NextHop> next_hop_of(const sip_t* answer) {
    const url_t* url = answer == nullptr || answer->sip_contact == nullptr ? nullptr : answer->sip_contact->m_url;
    if (url == nullptr) return invalid("it has no Contact that can be read");
    if (!is_sip(url)) return invalid("its Contact is no SIP address");
    for (const sip_record_route_t* route = answer->sip_record_route; route != nullptr; route = route->r_next) {
        url = route->r_url;
    }
    if (!is_sip(url)) return invalid("its Record-Route is no SIP address");
    char transport[8] = "";
    url_param(url->url_params, "transport", transport, sizeof(transport));
    return NextHop{url->url_host, url->url_type == url_sips || lower(transport) == "tls"};
}

std::string_view sdp_in_multipart(std::string_view body, std::string_view boundary) {
    if (boundary.empty()) return {};
    const std::string mark = "--" + std::string(boundary);
    for (size_t at = body.find(mark); at != body.npos;) {
        const size_t begin = at + mark.size();
        const size_t next = body.find(mark, begin);
        if (next == body.npos) return {};
        const std::string_view part = body.substr(begin, next - begin);
        size_t blank = part.find("\r\n\r\n");
        size_t skip = 4;
        if (blank == part.npos) blank = part.find("\n\n"), skip = 2;
        if (blank != part.npos && header_says_sdp(part.substr(0, blank))) return part.substr(blank + skip);
        at = next;
    }
    return {};
}

std::string_view body_of(const sip_t* sip) {
    if (sip == nullptr || sip->sip_payload == nullptr || sip->sip_payload->pl_data == nullptr) return {};
    return {sip->sip_payload->pl_data, sip->sip_payload->pl_len};
}

std::string_view type_of(const sip_t* sip) {
    if (sip == nullptr || sip->sip_content_type == nullptr) return {};
    return view(sip->sip_content_type->c_type);
}

std::string_view sdp_of(const sip_t* sip) {
    const std::string_view body = body_of(sip);
    // A body without a Content-Type breaks the rules, but in an INVITE transaction it is a session description.
    if (body.empty() || sip->sip_content_type == nullptr) return body;
    const std::string type = lower(type_of(sip));
    if (type.starts_with(kSdpType)) return body;
    if (!type.starts_with("multipart/")) return {};
    return sdp_in_multipart(body, unquoted(view(msg_header_find_param(sip->sip_content_type->c_common, "boundary="))));
}

std::string reason_of(const sip_t* sip) {
    if (sip == nullptr || sip->sip_reason == nullptr) return {};
    const sip_reason_t& reason = *sip->sip_reason;
    std::string cause(view(reason.re_protocol));
    if (reason.re_cause != nullptr) cause += " " + std::string(reason.re_cause);
    const std::string_view text = unquoted(view(reason.re_text));
    return printable(text.empty() ? cause : fmt::format("{} ({})", text, cause));
}

std::string make_reason(std::string_view words) {
    if (words.empty()) return {};
    return fmt::format("Q.850;cause=16;text={}", in_quotes(words));
}

std::string make_warning(std::string_view host, std::string_view words) {
    return fmt::format("399 {} {}", host, in_quotes(words));
}

std::string user_of(const url_t* url) {
    if (url == nullptr || url->url_user == nullptr) return {};
    const std::string_view user = url->url_user;
    const std::string_view number =
        user.substr(0, user.find(';'));  // "+6281;npdi": parameters of RFC 3966 are not the number
    return percent_decode(number, false).value_or(std::string(number));
}

}  // namespace tiller::sip
