#pragma once
// Addresses: where a server is, and the URIs (RFC 3261 section 19.1) that we put into requests.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::sip {

enum class Transport { udp, tcp, tls };

/// A SIP server to send to: "sip:host[:port][;transport=udp|tcp|tls]", or "sips:host[:port]".
struct ServerUri {
    std::string host;  // name, IPv4 literal, or IPv6 literal in brackets
    int port = 0;      // 0: the transport's default, or what DNS says
    Transport transport = Transport::udp;

    /// "sip:<user>@<host>:<port>;transport=…", the user escaped; without user and @ if it is empty.
    std::string with_user(std::string_view user) const;
};

/// Accepts what people write: "sip:" may be missing. "localhost" becomes 127.0.0.1, since the SIP library asks DNS
/// only.
Result<ServerUri> parse_server(std::string_view text);

std::string_view transport_name(Transport transport);

/// "host:port" or "[v6]:port" as in `--sip 0.0.0.0:5060`.
struct HostPort {
    std::string host;  // IPv6 literals keep their brackets
    int port = 0;
};
Result<HostPort> parse_host_port(std::string_view text);

/// Escapes for the user part (RFC 3261 section 25.1): everything but letters, digits and -_.!~*'()+ becomes %XX.
std::string escape_user(std::string_view user);

/// The local address from which packets to `host` leave; the default route's when `host` is a name.
std::string local_address_towards(std::string_view host);

}  // namespace tiller::sip
