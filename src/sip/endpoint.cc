// The endpoint as other threads see it: every method posts a command to the loop.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sip/endpoint_core.h"
#include "sip/server_uri.h"

namespace tiller::sip {
namespace {

constexpr int kPortTries = 16;
constexpr Millis kLongestTurn{5'000};

/// Binds UDP and TCP for a moment. `port` 0 becomes one that is free for both. Done here, since the SIP library says
/// only that it failed, and loses memory when it does.
Result<int> try_bind(const std::string& host, int port) {
    const bool v6 = host.starts_with('[');
    sockaddr_storage place{};
    auto& in4 = reinterpret_cast<sockaddr_in&>(place);
    auto& in6 = reinterpret_cast<sockaddr_in6&>(place);
    int known = 0;
    if (v6) {
        in6.sin6_family = AF_INET6;
        in6.sin6_port = htons(static_cast<uint16_t>(port));
        known = inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &in6.sin6_addr);
    } else {
        in4.sin_family = AF_INET;
        in4.sin_port = htons(static_cast<uint16_t>(port));
        known = inet_pton(AF_INET, host.c_str(), &in4.sin_addr);
    }
    if (known != 1) return invalid(fmt::format("SIP address to listen at: {} is no numeric address", host));
    auto* address = reinterpret_cast<sockaddr*>(&place);
    socklen_t length = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    const int udp = socket(place.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int tcp = socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));  // connections of a former run may still linger
    const bool bound = bind(udp, address, length) == 0 && getsockname(udp, address, &length) == 0 &&
                       bind(tcp, address, length) == 0 && listen(tcp, 1) == 0;
    const int error = errno;
    if (udp >= 0) ::close(udp);
    if (tcp >= 0) ::close(tcp);
    if (!bound) return unavailable(fmt::format("cannot listen for SIP at {}:{}: {}", host, port, std::strerror(error)));
    return static_cast<int>(ntohs(v6 ? in6.sin6_port : in4.sin_port));
}

class LoopEndpoint final : public Endpoint {
  public:
    LoopEndpoint(const EndpointOptions& options, Listener& listener) : core_(options, listener, loop_) {}
    ~LoopEndpoint() override { close(std::chrono::seconds(1)); }

    Result<void> open(const HostPort& place) {
        const auto port = try_bind(place.host, place.port);
        if (!port) return port.error();
        port_ = *port;
        open_ = true;
        Result<void> opened = loop_.start([&](su_root_t* root) { return core_.open(root, place.host, port_); },
                                          [this] { core_.destroy(); });
        open_ = opened.ok();
        return opened;
    }

    LegId invite(Invite invite) override {
        const LegId id = core_.take_id();
        loop_.post([this, id, call = std::move(invite)]() mutable { core_.invite(id, std::move(call)); });
        return id;
    }
    void hang_up(LegId leg, std::string reason) override {
        tell(leg, [text = std::move(reason)](Leg& it) { it.hang_up(text); });
    }
    void ring(LegId leg, int code) override {
        tell(leg, [code](Leg& it) { it.ring(code); });
    }
    void accept(LegId leg, std::string sdp) override {
        tell(leg, [text = std::move(sdp)](Leg& it) { it.accept(text); });
    }
    void refuse(LegId leg, int code) override {
        tell(leg, [code](Leg& it) { it.refuse(code); });
    }
    void options(Target target, std::function<void(OptionsReport)> done) override {
        loop_.post([this, to = std::move(target), then = std::move(done)] { core_.options(to, then); });
    }
    void register_line(int64_t line, Target target, std::function<void(OptionsReport)> changed) override {
        loop_.post(
            [this, line, to = std::move(target), then = std::move(changed)] { core_.register_line(line, to, then); });
    }
    void unregister_line(int64_t line) override {
        loop_.post([this, line] { core_.unregister_line(line); });
    }
    void know_servers(std::vector<std::string> servers) override {
        loop_.post([this, all = std::move(servers)] { core_.know_servers(all); });
    }
    bool turns() const override { return clock_.steady() - loop_.last_turn() < kLongestTurn; }
    int port() const override { return port_; }

    void close(Millis limit) override {
        if (!open_.exchange(false)) return;
        loop_.post([this, limit] { core_.close(limit, [this] { loop_.quit(); }); });
        loop_.join();
    }

  private:
    void tell(LegId leg, std::function<void(Leg&)> what) {
        loop_.post([this, leg, then = std::move(what)] {
            if (Leg* found = core_.find(leg)) then(*found);
        });
    }

    SystemClock clock_;
    Loop loop_;
    EndpointCore core_;
    std::atomic<int> port_{0};
    std::atomic<bool> open_{false};
};

}  // namespace

Result<std::unique_ptr<Endpoint>> Endpoint::open(const EndpointOptions& options, Listener& listener) {
    const auto place = parse_host_port(options.bind);
    if (!place) return invalid("SIP address to listen at: " + place.error().message);
    const bool any_port = place->port == 0;
    // Between finding a free port and binding it, another program may take it: then another port.
    for (int tries = any_port ? kPortTries : 1;; --tries) {
        auto endpoint = std::make_unique<LoopEndpoint>(options, listener);
        Result<void> opened = endpoint->open(*place);
        if (opened) return std::unique_ptr<Endpoint>(std::move(endpoint));
        if (tries <= 1) return opened.error();
    }
}

}  // namespace tiller::sip
