#include "base/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace tiller {
namespace {

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

IpAddress IpAddress::v4(const void* four_bytes) {
    IpAddress address;
    std::ranges::copy(kMapped, address.bytes_.begin());
    std::memcpy(address.bytes_.data() + kMapped.size(), four_bytes, 4);
    return address;
}

IpAddress IpAddress::v6(const void* sixteen_bytes) {
    IpAddress address;
    std::memcpy(address.bytes_.data(), sixteen_bytes, address.bytes_.size());
    return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    const std::string literal(text);
    in6_addr parsed{};
    if (inet_pton(AF_INET, literal.c_str(), &parsed) == 1) return v4(&parsed);
    if (inet_pton(AF_INET6, literal.c_str(), &parsed) == 1) return v6(&parsed);
    return std::nullopt;
}

std::optional<IpAddress> IpAddress::of(const sockaddr* address) {
    if (address == nullptr) return std::nullopt;
    if (address->sa_family == AF_INET) return v4(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
    if (address->sa_family == AF_INET6) return v6(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
    return std::nullopt;
}

std::optional<IpAddress> IpAddress::of_peer(int fd) {
    sockaddr_storage peer{};
    socklen_t length = sizeof(peer);
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &length) != 0) return std::nullopt;
    return of(reinterpret_cast<const sockaddr*>(&peer));
}

bool IpAddress::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin()); }

IpAddress IpAddress::site() const {
    IpAddress site = *this;
    if (!is_v4()) std::fill(site.bytes_.begin() + 8, site.bytes_.end(), uint8_t{0});
    return site;
}

std::string IpAddress::text() const {
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes(), text, sizeof(text));
    return text;
}

std::string IpAddress::host() const { return is_v4() ? text() : "[" + text() + "]"; }

}  // namespace tiller
