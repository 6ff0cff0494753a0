#include "sip/server_uri.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace tiller::sip {
namespace {

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-'; }

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        unsigned char parsed[sizeof(in6_addr)];
        return inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), parsed) == 1;
    }
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), is_name_character);
}

std::string_view without_brackets(std::string_view host) {
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

/// Connecting a UDP socket sends nothing, but makes the kernel choose the source address.
std::string source_address(int family, const sockaddr* to, socklen_t length) {
    const int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return {};
    sockaddr_storage own{};
    socklen_t own_length = sizeof(own);
    const bool known =
        connect(fd, to, length) == 0 && getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_length) == 0;
    close(fd);
    if (!known) return {};
    char text[INET6_ADDRSTRLEN] = {};
    if (own.ss_family == AF_INET) {
        inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&own)->sin_addr, text, sizeof(text));
        return text;
    }
    inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6*>(&own)->sin6_addr, text, sizeof(text));
    return fmt::format("[{}]", text);
}

}  // namespace

std::string_view transport_name(Transport transport) {
    if (transport == Transport::tcp) return "tcp";
    return transport == Transport::tls ? "tls" : "udp";
}

std::string escape_user(std::string_view user) {
    std::string out;
    for (char c : user) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) ||
                           std::string_view("-_.!~*'()+").find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Result<HostPort> parse_host_port(std::string_view text) {
    text = trim(text);
    HostPort out;
    const size_t colon = text.rfind(':');
    const bool has_port = colon != text.npos && text.find(']', colon) == text.npos;
    out.host = lower(text.substr(0, has_port ? colon : text.npos));
    if (!is_host(out.host))
        return invalid(fmt::format("\"{}\" is no host: a name, 192.0.2.1 or [2001:db8::1]", out.host));
    if (has_port) {
        const auto port = parse_integer(text.substr(colon + 1));
        if (!port || *port < 0 || *port > 65'535)
            return invalid(fmt::format("\"{}\" is no port", text.substr(colon + 1)));
        out.port = static_cast<int>(*port);
    }
    if (out.host == "localhost") out.host = "127.0.0.1";
    return out;
}

Result<ServerUri> parse_server(std::string_view text) {
    text = trim(text);
    ServerUri server;
    const std::string lowered = lower(text);
    if (lowered.starts_with("sips:")) {
        server.transport = Transport::tls;
        text.remove_prefix(5);
    } else if (lowered.starts_with("sip:")) {
        text.remove_prefix(4);
    }
    const auto parts = split(text, ';');
    auto place = parse_host_port(parts[0]);
    if (!place) return place.error();
    server.host = place->host;
    server.port = place->port;
    for (size_t i = 1; i < parts.size(); ++i) {
        const std::string parameter = lower(trim(parts[i]));
        if (parameter == "transport=udp")
            server.transport = Transport::udp;
        else if (parameter == "transport=tcp")
            server.transport = Transport::tcp;
        else if (parameter == "transport=tls")
            server.transport = Transport::tls;
        else
            return invalid(fmt::format("\"{}\" is not transport=udp, tcp or tls", parts[i]));
    }
    return server;
}

std::string ServerUri::with_user(std::string_view user) const {
    std::string out = "sip:";
    if (!user.empty()) out += escape_user(user) + "@";
    out += host;
    if (port != 0) out += fmt::format(":{}", port);
    // Without a port, a name and no parameter, RFC 3263 would let DNS choose; the operator's choice is clearer.
    return out + fmt::format(";transport={}", transport_name(transport));
}

std::string local_address_towards(std::string_view host) {
    const std::string literal(without_brackets(host));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(5060);
    std::string address;
    if (inet_pton(AF_INET6, literal.c_str(), &v6.sin6_addr) == 1) {
        address = source_address(AF_INET6, reinterpret_cast<sockaddr*>(&v6), sizeof(v6));
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(5060);
        // For a name, any address that only the default route reaches will do: 192.0.2.1 is nobody's (RFC 5737).
        if (inet_pton(AF_INET, literal.c_str(), &v4.sin_addr) != 1) inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr);
        address = source_address(AF_INET, reinterpret_cast<sockaddr*>(&v4), sizeof(v4));
    }
    return address.empty() ? "127.0.0.1" : address;
}

}  // namespace tiller::sip
