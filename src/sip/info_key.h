#pragma once
#include <optional>
#include <string_view>

namespace tiller::sip {

/// What an INFO request tells.
struct InfoContent {
    enum class Kind {
        nothing,     // no body: a sign of life (RFC 2976 section 2.2)
        key,         // `key` was pressed
        no_key,      // of a kind that tells keys, but this is none: a hook flash, garbage
        other_kind,  // a body that is not understood here
    };
    Kind kind = Kind::nothing;
    char key = 0;  // '0'-'9', '*', '#' or 'A'-'D'
};

/// Reads an INFO's body. Keys come as "application/dtmf-relay" with a line "Signal=5", "application/dtmf" with the key
/// alone, "application/vnd.nortelnetworks.digits" with a line "d=5", and "audio/telephone-event" with any of these; a
/// key may be given by its event number of RFC 4733, 10 to 15. None was ever a standard: RFC 6086 section 2 calls this
/// legacy INFO usage.
InfoContent read_info(std::string_view content_type, std::string_view body);

/// Value of Accept for a body of another kind.
inline constexpr const char* kInfoTypes =
    "application/dtmf-relay, application/dtmf, audio/telephone-event, application/vnd.nortelnetworks.digits";

}  // namespace tiller::sip
