#include "media/rtp/endpoint.h"

#include <arpa/inet.h>

#include <cstring>

namespace tiller::media {
namespace {

sockaddr_in& v4(Endpoint& e) { return reinterpret_cast<sockaddr_in&>(e.storage); }
sockaddr_in6& v6(Endpoint& e) { return reinterpret_cast<sockaddr_in6&>(e.storage); }
const sockaddr_in& v4(const Endpoint& e) { return reinterpret_cast<const sockaddr_in&>(e.storage); }
const sockaddr_in6& v6(const Endpoint& e) { return reinterpret_cast<const sockaddr_in6&>(e.storage); }

}  // namespace

std::optional<Endpoint> Endpoint::parse(const std::string& address, int port, int family) {
    if (port < 0 || port > 65535) return std::nullopt;
    Endpoint e;
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

int Endpoint::port() const {
    // Both families keep the port in the same place.
    return ntohs(v4(*this).sin_port);
}

bool Endpoint::reachable() const {
    if (length == 0 || port() == 0) return false;
    if (storage.ss_family == AF_INET) return v4(*this).sin_addr.s_addr != INADDR_ANY;
    const in6_addr& a = v6(*this).sin6_addr;
    if (IN6_IS_ADDR_UNSPECIFIED(&a)) return false;
    const uint8_t zeros[4]{};
    return !(IN6_IS_ADDR_V4MAPPED(&a) && std::memcmp(&a.s6_addr[12], zeros, sizeof zeros) == 0);
}

bool Endpoint::operator==(const Endpoint& other) const {
    if (length != other.length) return false;
    if (length == 0) return true;
    if (storage.ss_family != other.storage.ss_family || port() != other.port()) return false;
    if (storage.ss_family == AF_INET) return v4(*this).sin_addr.s_addr == v4(other).sin_addr.s_addr;
    return std::memcmp(&v6(*this).sin6_addr, &v6(other).sin6_addr, sizeof(in6_addr)) == 0;
}

}  // namespace tiller::media
