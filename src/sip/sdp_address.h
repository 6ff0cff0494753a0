#pragma once
// Addresses in session descriptions: what c= may say (RFC 8866 section 5.7), and where audio may be sent.
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::sip {

/// One c= line.
struct ConnectionAddress {
    enum class Kind {
        numeric,  // `text` is an IPv4 or IPv6 literal that audio can be sent to
        name,     // `text` is the name of a host, to be looked up
        none,     // hold: 0.0.0.0 (RFC 2543 section B.5), ::, or a name below .invalid (RFC 6157 section 4.2)
    };
    Kind kind = Kind::none;
    std::string text;
    bool v6 = false;  // of a name: the family that c= asks for
};

/// Reads "IN IP4 192.0.2.1/127" (the value of c=). The literal tells the family, whatever word stands before it; an
/// IPv4 address written as IPv6 (::ffff:192.0.2.1) becomes IPv4. Error: no address, or one that `fault_as_target`
/// refuses.
Result<ConnectionAddress> read_connection(std::string_view value);

/// Why audio to one person cannot go to this literal ("is a multicast address"); empty if it can.
std::string_view fault_as_target(std::string_view literal);

}  // namespace tiller::sip
