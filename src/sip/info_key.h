#pragma once
#include <optional>
#include <string_view>

namespace tiller::sip {

/// The key that an INFO request tells of: '0'-'9', '*', '#' or 'A'-'D'; nothing for any other INFO.
/// "application/dtmf-relay" has a line "Signal=5" (a key, or its event number of RFC 4733, 10 to 15: both are sent);
/// "application/dtmf" is the key alone. Neither was ever a standard: RFC 6086 section 2 calls this legacy INFO usage.
std::optional<char> key_of_info(std::string_view content_type, std::string_view body);

}  // namespace tiller::sip
