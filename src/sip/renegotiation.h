#pragma once
// Our part of a change of a running session: RFC 3264 section 8.
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::sip {

/// Our answer to `offer`, out of what `able` (our first SDP) says: the session id and next version of `last` (our
/// latest), direction turned around. Error: the offer cannot be read or shares no format with ours, to be answered with
/// 488.
Result<std::string> renegotiate(std::string_view able, std::string_view last, std::string_view offer);

/// Our offer where the peer asks for one (an INVITE without SDP, RFC 3261 section 14.2): all that `able` says, whatever
/// hold or an answer made of it (RFC 6337 section 5.1); the streams that `last` refuses keep their places. It is `last`
/// itself if that says the same.
std::string offer_again(std::string_view able, std::string_view last);

}  // namespace tiller::sip
