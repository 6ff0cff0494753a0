#pragma once
// Which addresses of the network are public (see is_public_address in http/client.h).
#include <sys/socket.h>

#include <optional>
#include <string>

namespace tiller::http {

/// True if a public host could have this address; false for a family other than IPv4 and IPv6.
bool is_public_address(const sockaddr* address);

/// The address without the port: "10.0.0.1", "fe80::1".
std::string to_text(const sockaddr* address);

}  // namespace tiller::http
