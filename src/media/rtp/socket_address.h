#pragma once
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiller::media {

/// An IP address; an IPv4 address in its IPv6 form (::ffff:a.b.c.d). All zeros: none.
class Host {
  public:
    Host() = default;
    explicit Host(const std::array<uint8_t, 16>& bytes) : bytes_(bytes) {}
    /// Of an address in digits, in brackets or not. Nothing for a name.
    static std::optional<Host> parse(std::string_view address);

    bool is_none() const { return bytes_ == std::array<uint8_t, 16>{}; }
    /// Never of none: nobody is there.
    bool operator==(const Host& other) const { return bytes_ == other.bytes_ && !is_none(); }

  private:
    std::array<uint8_t, 16> bytes_{};
};

/// A numeric IP address with a port, IPv4 or IPv6.
struct SocketAddress {
    sockaddr_in6 storage{};  // or a sockaddr_in, which is smaller
    socklen_t length = 0;    // 0: none

    /// `address` in digits (no name: resolving would block). An IPv4 address is mapped (::ffff:a.b.c.d) for an IPv6
    /// socket. Nothing when the address is not numeric, of the wrong family, or the port is outside 0–65535.
    static std::optional<SocketAddress> parse(const std::string& address, int port, int family);

    const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&storage); }
    int port() const;
    /// None for an address of all zeros.
    Host host() const;
    /// False for none, port 0 and the address of all zeros, by which a peer says "send me nothing" (RFC 3264, 8.4).
    bool reachable() const;
    bool operator==(const SocketAddress& other) const;
};

}  // namespace tiller::media
