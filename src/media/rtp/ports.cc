#include "media/rtp/ports.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "media/rtp/socket_address.h"

namespace tiller::media {
namespace {

/// Expedited forwarding (RFC 3246): routers that look at it let voice pass first.
void mark_as_voice(int descriptor, int family) {
    const int ef = 46 << 2;
    if (family == AF_INET6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_TCLASS, &ef, sizeof ef);
    setsockopt(descriptor, IPPROTO_IP, IP_TOS, &ef, sizeof ef);
}

int family_of(std::string_view address) { return address.find(':') == std::string_view::npos ? AF_INET : AF_INET6; }

int bound_port(int descriptor) {
    SocketAddress bound;
    bound.length = sizeof bound.storage;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound.storage), &bound.length) != 0) return 0;
    return bound.port();
}

}  // namespace

Port::~Port() {
    close(descriptor_);
    ports_.give_back(number_);
}

Result<std::unique_ptr<Ports>> Ports::make(const std::string& bind_address, int first, int last) {
    if (!SocketAddress::parse(bind_address, 0, family_of(bind_address))) {
        return invalid(fmt::format("media bind address '{}' is not a numeric IP address", bind_address));
    }
    first += first % 2;
    if (first != 0 && (first < 2 || last > 65535 || last < first)) {
        return invalid(fmt::format("RTP ports {}-{} hold no even port", first, last));
    }
    return std::unique_ptr<Ports>(new Ports(bind_address, first, last));
}

Ports::Ports(std::string address, int first, int last)
    : address_(std::move(address)),
      first_(first),
      last_(last),
      used_(first == 0 ? 0 : static_cast<size_t>((last - first) / 2 + 1)) {}

/// Marks the next free port as used and returns it; -1: none is free.
int Ports::choose() {
    std::lock_guard lock(mutex_);
    for (size_t tried = 0; tried < used_.size(); ++tried) {
        const size_t at = next_;
        next_ = (next_ + 1) % used_.size();
        if (used_[at]) continue;
        used_[at] = true;
        return first_ + 2 * static_cast<int>(at);
    }
    return -1;
}

void Ports::give_back(int number) {
    if (first_ == 0) return;
    std::lock_guard lock(mutex_);
    used_[static_cast<size_t>((number - first_) / 2)] = false;
}

/// `taken`: another program holds that port; the next one may do.
Result<std::unique_ptr<Port>> Ports::bind(const std::string& address, int number, bool& taken) {
    taken = false;
    const int family = family_of(address);
    const int descriptor = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return unavailable(fmt::format("no RTP socket: {}", std::strerror(errno)));
    if (family == AF_INET6) {
        const int both = 0;
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &both, sizeof both);
    }
    const auto local = SocketAddress::parse(address, number, family);
    if (!local) errno = EADDRNOTAVAIL;
    if (!local || ::bind(descriptor, local->address(), local->length) != 0) {
        const int error = errno;
        close(descriptor);
        taken = error == EADDRINUSE && number != 0;
        return unavailable(fmt::format("RTP port {} of {}: {}", number, address, std::strerror(error)));
    }
    mark_as_voice(descriptor, family);
    return std::unique_ptr<Port>(new Port(*this, descriptor, number == 0 ? bound_port(descriptor) : number, family));
}

Result<std::unique_ptr<Port>> Ports::open(std::string_view local) {
    if (local.starts_with('[') && local.ends_with(']')) local = local.substr(1, local.size() - 2);
    const bool other_family = !local.empty() && family_of(local) != family_of(address_) && address_ != "::";
    const std::string address = other_family ? std::string(local) : address_;
    bool taken = false;
    if (first_ == 0) return bind(address, 0, taken);
    for (size_t tried = 0; tried < used_.size(); ++tried) {
        const int number = choose();
        if (number < 0) break;
        auto port = bind(address, number, taken);
        if (port) return port;
        give_back(number);
        if (!taken) return port.error();
    }
    return unavailable(fmt::format("all RTP ports of {}-{} are in use", first_, last_));
}

}  // namespace tiller::media
