#include "http/proxies.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace tiller::http {
namespace {

constexpr int kMappedBits = 96;  // ::ffff:0:0/96

std::optional<std::array<uint8_t, 16>> parse_address(const std::string& text) {
    std::array<uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
    bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
    return std::nullopt;
}

/// An entry of X-Forwarded-For without what some proxies add: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::string address_of(std::string_view entry) {
    entry = trim(entry);
    if (entry.starts_with('[')) return std::string(entry.substr(1, entry.find(']') - 1));
    bool has_port = std::ranges::count(entry, ':') == 1;
    return std::string(has_port ? entry.substr(0, entry.find(':')) : entry);
}

}  // namespace

Result<Proxies> Proxies::parse(std::string_view list) {
    Proxies proxies;
    for (std::string_view part : split(list, ',')) {
        part = trim(part);
        if (part.empty()) continue;
        size_t slash = part.find('/');
        std::string host(part.substr(0, slash));
        auto address = parse_address(host);
        bool is_four = host.find(':') == std::string::npos;
        auto bits = slash == std::string_view::npos ? std::optional<int64_t>(is_four ? 32 : 128)
                                                    : parse_integer(part.substr(slash + 1));
        if (!address || !bits || *bits < 0 || *bits > (is_four ? 32 : 128)) {
            return invalid("\"" + std::string(part) + "\" must be an IP address or a block such as 10.0.0.0/8");
        }
        proxies.blocks_.push_back({*address, static_cast<int>(*bits) + (is_four ? kMappedBits : 0)});
    }
    return proxies;
}

bool Proxies::holds(const std::string& address) const {
    auto bytes = parse_address(address);
    if (!bytes) return false;
    return std::ranges::any_of(blocks_, [&](const Block& block) {
        auto whole = static_cast<size_t>(block.bits / 8);
        int rest = block.bits % 8;
        if (std::memcmp(bytes->data(), block.prefix.data(), whole) != 0) return false;
        return rest == 0 || (((*bytes)[whole] ^ block.prefix[whole]) >> (8 - rest)) == 0;
    });
}

std::string Proxies::client_of(const std::string& peer, std::string_view forwarded_for) const {
    if (forwarded_for.empty() || blocks_.empty() || !holds(peer)) return peer;
    std::string client = peer;
    auto entries = split(forwarded_for, ',');
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        std::string address = address_of(*entry);
        if (!parse_address(address)) break;
        client = std::move(address);
        if (!holds(client)) break;
    }
    return client;
}

}  // namespace tiller::http
