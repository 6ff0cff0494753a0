#pragma once
// What we read out of SIP messages, as plain values.
#include <string>
#include <string_view>

#include "base/result.h"
#include "sip/sofia.h"

namespace tiller::sip {

/// The body; empty if there is none.
std::string_view body_of(const sip_t* sip);

/// Its Content-Type, without parameters, as it was written; empty if there is none.
std::string_view type_of(const sip_t* sip);

/// Where the requests of the dialog go that a 2xx began: the last Record-Route, or without one the Contact, which must
/// be there in any case (RFC 3261 section 12.1.2). Error: there is no such place.
struct NextHop {
    std::string host;
    bool tls = false;
};
Result<NextHop> next_hop_of(const sip_t* answer);

/// The session description in a message's body, also inside multipart (RFC 5621); empty if there is none.
std::string_view sdp_of(const sip_t* sip);

/// The part of a multipart body whose Content-Type is application/sdp; empty if there is none.
std::string_view sdp_in_multipart(std::string_view body, std::string_view boundary);

/// The Reason header (RFC 3326) for people, printable: its text, and the cause: "Normal call clearing (Q.850 16)";
/// empty without one.
std::string reason_of(const sip_t* sip);

/// Our words as a Reason header's value for BYE and CANCEL: Q.850;cause=16;text="…"; empty for empty words.
std::string make_reason(std::string_view words);

/// Our words as a Warning header's value (RFC 3261 section 20.43): 399 host "…".
std::string make_warning(std::string_view host, std::string_view words);

/// User part of a URI, unescaped; empty if there is none.
std::string user_of(const url_t* url);

}  // namespace tiller::sip
