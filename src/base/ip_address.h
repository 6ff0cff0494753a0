#pragma once
// An IP address as a value: compared, hashed and written in one form, whatever notation it came in.
#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tiller {

/// IPv4 or IPv6. An IPv4 address inside IPv6 (::ffff:192.0.2.1, RFC 4291 section 2.5.5.2) is the IPv4 address itself.
class IpAddress {
  public:
    /// "192.0.2.1", "2001:db8::1" or "[2001:db8::1]"; nothing for names and for everything else.
    static std::optional<IpAddress> parse(std::string_view text);
    /// Nothing for families other than AF_INET and AF_INET6.
    static std::optional<IpAddress> of(const sockaddr* address);
    /// Of the peer at the other end of a socket; nothing if it has gone.
    static std::optional<IpAddress> of_peer(int fd);
    static IpAddress v4(const void* four_bytes);
    static IpAddress v6(const void* sixteen_bytes);

    bool is_v4() const;
    /// In network order: 4 bytes of an IPv4 address, 16 of an IPv6 address.
    const uint8_t* bytes() const { return is_v4() ? bytes_.data() + 12 : bytes_.data(); }
    /// Whose limits it counts for: itself, or of IPv6 its /64, which one host has as a whole.
    IpAddress site() const;

    /// "192.0.2.1", "2001:db8::1".
    std::string text() const;
    /// As a host of a URI: IPv6 in brackets.
    std::string host() const;

    auto operator<=>(const IpAddress&) const = default;

  private:
    std::array<uint8_t, 16> bytes_{};  // IPv4 as ::ffff:a.b.c.d
};

}  // namespace tiller

template <>
struct std::hash<tiller::IpAddress> {
    size_t operator()(const tiller::IpAddress& address) const noexcept {
        return std::hash<std::string_view>()(
            {reinterpret_cast<const char*>(address.bytes()), address.is_v4() ? size_t{4} : size_t{16}});
    }
};
