#include "sip/sdp_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/printable.h"
#include "base/text.h"

namespace tiller::sip {
namespace {

constexpr size_t kLongestName = 253;  // RFC 1035 section 2.3.4

/// The first three words; fewer come out empty.
struct Words {
    std::string_view network, family, address;
};
Words words_of(std::string_view value) {
    Words out;
    for (std::string_view* word : {&out.network, &out.family, &out.address}) {
        const size_t begin = std::min(value.find_first_not_of(" \t"), value.size());
        const size_t end = std::min(value.find_first_of(" \t", begin), value.size());
        *word = value.substr(begin, end - begin);
        value.remove_prefix(end);
    }
    return out;
}

/// In the usual form; empty for what is no literal.
std::string literal_of(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']') && text.size() > 2) text = text.substr(1, text.size() - 2);
    const std::string copy(text);
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, copy.c_str(), &v4) != 1) {
        if (inet_pton(AF_INET6, copy.c_str(), &v6) != 1) return {};
        if (!IN6_IS_ADDR_V4MAPPED(&v6)) return copy;
        std::memcpy(&v4, &v6.s6_addr[12], sizeof(v4));
    }
    char out[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &v4, out, sizeof(out));
    return out;
}

bool is_name(std::string_view text) {
    const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; };
    const auto numeric = [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; };
    return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, allowed) &&
           !std::ranges::all_of(text, numeric);  // "10.0.0.300" and "010.0.0.1" are broken addresses, not names
}

}  // namespace

std::string_view fault_as_target(std::string_view literal) {
    const std::string text(literal);
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        const uint32_t bits = ntohl(v4.s_addr);
        if (bits == INADDR_BROADCAST) return "is the broadcast address";
        if (bits >> 28 == 0xE) return "is a multicast address";
        if (bits >> 28 == 0xF) return "is a reserved address";
        if (bits >> 24 == 0) return "is no host's address";
        return {};
    }
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return "is no address";
    if (IN6_IS_ADDR_MULTICAST(&v6)) return "is a multicast address";
    if (IN6_IS_ADDR_UNSPECIFIED(&v6)) return "is no host's address";
    return {};
}

Result<ConnectionAddress> read_connection(std::string_view value) {
    const Words words = words_of(value);
    if (words.address.empty() || lower(words.network) != "in") return invalid("c= is not \"IN <IP4|IP6> <address>\"");
    const std::string_view address = words.address.substr(0, words.address.find('/'));
    const bool v6 = lower(words.family) == "ip6";
    if (const std::string literal = literal_of(address); !literal.empty()) {
        if (literal == "0.0.0.0" || literal == "::")
            return ConnectionAddress{ConnectionAddress::Kind::none, literal, v6};
        if (const auto fault = fault_as_target(literal); !fault.empty()) {
            return invalid(fmt::format("audio cannot be sent to {}, which {}", literal, fault));
        }
        return ConnectionAddress{ConnectionAddress::Kind::numeric, literal, literal.find(':') != literal.npos};
    }
    if (!is_name(address))
        return invalid(fmt::format("c= holds no address: {}", printable(address.substr(0, kLongestName))));
    const std::string name = lower(address);
    if (name == "invalid" || name.ends_with(".invalid")) {
        return ConnectionAddress{ConnectionAddress::Kind::none, v6 ? "::" : "0.0.0.0", v6};
    }
    return ConnectionAddress{ConnectionAddress::Kind::name, name, v6};
}

}  // namespace tiller::sip
