#pragma once
// The answer to a change of a running session: RFC 3264 section 8.
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::sip {

/// Our answer to `offer`, out of what `able` (our first SDP) says: the session id and next version of `last` (our
/// latest), direction turned around. Error: the offer cannot be read or shares no format with ours, to be answered with
/// 488.
Result<std::string> renegotiate(std::string_view able, std::string_view last, std::string_view offer);

}  // namespace tiller::sip
