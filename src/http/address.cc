#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "http/client.h"

namespace tiller::http {
namespace {

using Bytes4 = std::array<uint8_t, 4>;
using Bytes16 = std::array<uint8_t, 16>;

template <size_t N>
struct Block {
    std::array<uint8_t, N> prefix;
    int bits;

    bool holds(const std::array<uint8_t, N>& address) const {
        for (int bit = 0; bit < bits; bit += 8) {
            auto i = static_cast<size_t>(bit / 8);
            auto mask = static_cast<uint8_t>(bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)));
            if ((address[i] & mask) != (prefix[i] & mask)) return false;
        }
        return true;
    }
};

/// IANA IPv4 special-purpose address registry: all that is not globally reachable, and what no host may have.
constexpr Block<4> kNotPublic4[] = {
    {{0, 0, 0, 0}, 8},         // this network
    {{10, 0, 0, 0}, 8},        // private
    {{100, 64, 0, 0}, 10},     // carriers' NAT
    {{127, 0, 0, 0}, 8},       // loopback
    {{168, 63, 129, 16}, 32},  // Azure's metadata, public by its number only
    {{169, 254, 0, 0}, 16},    // link-local, and clouds' metadata
    {{172, 16, 0, 0}, 12},     // private
    {{192, 0, 0, 0}, 24},      // protocol assignments
    {{192, 0, 2, 0}, 24},      // documentation
    {{192, 88, 99, 0}, 24},    // 6to4 relays, retired
    {{192, 168, 0, 0}, 16},    // private
    {{198, 18, 0, 0}, 15},     // benchmarks
    {{198, 51, 100, 0}, 24},   // documentation
    {{203, 0, 113, 0}, 24},    // documentation
    {{224, 0, 0, 0}, 4},       // multicast
    {{240, 0, 0, 0}, 4},       // reserved, broadcast
};

/// In IPv6 only 2000::/3 is given to hosts (loopback, ULA, link-local, multicast lie outside); of it these are not.
constexpr Block<16> kGlobalUnicast = {{0x20}, 3};
constexpr Block<16> kNotPublic6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments, Teredo, benchmarks, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};

/// Blocks whose addresses carry an IPv4 address, and at which byte.
struct Carrier {
    Block<16> block;
    size_t at;
};
constexpr Carrier kCarriers[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},  // ::ffff:0:0/96, mapped
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                    // 64:ff9b::/96, NAT64
    {{{0x20, 0x02}, 16}, 2},                                 // 2002::/16, 6to4
};

bool is_public(const Bytes4& address) {
    return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4),
                        [&](auto& block) { return block.holds(address); });
}

bool is_public(const Bytes16& address) {
    for (const Carrier& carrier : kCarriers) {
        if (!carrier.block.holds(address)) continue;
        Bytes4 inner;
        std::copy_n(address.begin() + static_cast<long>(carrier.at), inner.size(), inner.begin());
        return is_public(inner);
    }
    return kGlobalUnicast.holds(address) && std::none_of(std::begin(kNotPublic6), std::end(kNotPublic6),
                                                         [&](auto& block) { return block.holds(address); });
}

}  // namespace

bool is_public_address(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        Bytes4 bytes;
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, bytes.size());
        return is_public(bytes);
    }
    if (address->sa_family == AF_INET6) {
        Bytes16 bytes;
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, bytes.size());
        return is_public(bytes);
    }
    return false;
}

bool is_public_address(const std::string& text) {
    bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    std::string literal = bracketed ? text.substr(1, text.size() - 2) : text;
    Bytes16 six;
    if (inet_pton(AF_INET6, literal.c_str(), six.data()) == 1) return is_public(six);
    // inet_aton knows the short, hexadecimal and octal forms, but also stops at a space.
    in_addr four{};
    if (bracketed || literal.find_first_not_of("0123456789abcdefABCDEFxX.") != std::string::npos) return false;
    if (inet_aton(literal.c_str(), &four) == 0) return false;
    Bytes4 bytes;
    std::memcpy(bytes.data(), &four, bytes.size());
    return is_public(bytes);
}

std::string to_text(const sockaddr* address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text, sizeof text);
    }
    return text;
}

}  // namespace tiller::http
