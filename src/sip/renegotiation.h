#pragma once
// The answer to a change of a running session: RFC 3264 section 8.
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::sip {

/// Our answer to `offer`, kept to what `ours` (our last SDP) says: same session id, next version, direction turned
/// around. Error: the offer cannot be read or shares no format with ours, to be answered with 488.
Result<std::string> renegotiate(std::string_view ours, std::string_view offer);

}  // namespace tiller::sip
