#pragma once
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>
#include <string>

namespace tiller::media {

/// A numeric IP address with a port, IPv4 or IPv6.
struct Endpoint {
    sockaddr_storage storage{};
    socklen_t length = 0;  // 0: none

    /// `address` in digits (no name: resolving would block). An IPv4 address is mapped (::ffff:a.b.c.d) for an IPv6
    /// socket. Nothing when the address is not numeric, of the wrong family, or the port is outside 0–65535.
    static std::optional<Endpoint> parse(const std::string& address, int port, int family);

    const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&storage); }
    int port() const;
    /// False for none, port 0 and the address of all zeros, by which a peer says "send me nothing" (RFC 3264, 8.4).
    bool reachable() const;
    bool operator==(const Endpoint& other) const;
};

}  // namespace tiller::media
