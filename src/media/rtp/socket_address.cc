#include "media/rtp/socket_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace tiller::media {
namespace {

sockaddr_in& v4(SocketAddress& e) { return reinterpret_cast<sockaddr_in&>(e.storage); }
sockaddr_in6& v6(SocketAddress& e) { return reinterpret_cast<sockaddr_in6&>(e.storage); }
const sockaddr_in& v4(const SocketAddress& e) { return reinterpret_cast<const sockaddr_in&>(e.storage); }
const sockaddr_in6& v6(const SocketAddress& e) { return reinterpret_cast<const sockaddr_in6&>(e.storage); }

}  // namespace

std::optional<SocketAddress> SocketAddress::parse(const std::string& address, int port, int family) {
    if (port < 0 || port > 65535) return std::nullopt;
    SocketAddress e;
    if (family == AF_INET) {
        v4(e).sin_family = AF_INET;
        v4(e).sin_port = htons(static_cast<uint16_t>(port));
        e.length = sizeof(sockaddr_in);
        if (inet_pton(AF_INET, address.c_str(), &v4(e).sin_addr) != 1) return std::nullopt;
        return e;
    }
    v6(e).sin6_family = AF_INET6;
    v6(e).sin6_port = htons(static_cast<uint16_t>(port));
    e.length = sizeof(sockaddr_in6);
    const bool is_v4 = address.find(':') == std::string::npos;
    const std::string text = is_v4 ? "::ffff:" + address : address;
    if (inet_pton(AF_INET6, text.c_str(), &v6(e).sin6_addr) != 1) return std::nullopt;
    return e;
}

int SocketAddress::port() const {
    // Both families keep the port in the same place.
    return ntohs(v4(*this).sin_port);
}

Host SocketAddress::host() const {
    if (length == 0) return {};
    std::array<uint8_t, 16> bytes{};
    if (storage.sin6_family == AF_INET) {
        bytes[10] = bytes[11] = 0xff;
        std::memcpy(&bytes[12], &v4(*this).sin_addr, 4);
    } else {
        std::memcpy(bytes.data(), &v6(*this).sin6_addr, bytes.size());
    }
    // 0.0.0.0 in its IPv6 form is nobody either.
    const bool zeros = std::all_of(bytes.begin() + 12, bytes.end(), [](uint8_t byte) { return byte == 0; });
    const bool is_v4 = bytes[10] == 0xff && bytes[11] == 0xff &&
                       std::all_of(bytes.begin(), bytes.begin() + 10, [](uint8_t byte) { return byte == 0; });
    return is_v4 && zeros ? Host() : Host(bytes);
}

std::optional<Host> Host::parse(std::string_view address) {
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    const auto endpoint = SocketAddress::parse(std::string(address), 0, AF_INET6);
    if (!endpoint) return std::nullopt;
    return endpoint->host();
}

bool SocketAddress::reachable() const { return length != 0 && port() != 0 && !host().is_none(); }

bool SocketAddress::operator==(const SocketAddress& other) const {
    if (length != other.length) return false;
    if (length == 0) return true;
    if (storage.sin6_family != other.storage.sin6_family || port() != other.port()) return false;
    if (storage.sin6_family == AF_INET) return v4(*this).sin_addr.s_addr == v4(other).sin_addr.s_addr;
    return std::memcmp(&v6(*this).sin6_addr, &v6(other).sin6_addr, sizeof(in6_addr)) == 0;
}

}  // namespace tiller::media
