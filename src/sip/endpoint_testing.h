#pragma once
// For tests: an endpoint with a listener that remembers, and a peer on a bare UDP socket that says what the test says.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "base/text.h"
#include "sip/sdp.h"
#include "sip/sip.h"

namespace tiller::sip {

#ifdef TILLER_SANITIZED
inline constexpr std::chrono::seconds kPatience{60};
#else
inline constexpr std::chrono::seconds kPatience{20};
#endif

inline std::string some_sdp(int port) {
    return write_sdp({.address = "127.0.0.1", .port = port, .payloads = {8, 0}, .telephone_event = 101}, 7, 1);
}

/// Remembers every call of the listener, in order.
class Remembering : public Listener {
  public:
    struct Seen {
        std::string what;
        LegId leg = 0;
        int code = 0;
        std::string sdp;
        Ended ended;
        Incoming incoming;
    };

    void on_ringing(LegId leg, int code, std::string_view sdp) override {
        add({.what = "ringing", .leg = leg, .code = code, .sdp = std::string(sdp)});
    }
    void on_answered(LegId leg, std::string_view sdp) override {
        add({.what = "answered", .leg = leg, .sdp = std::string(sdp)});
    }
    void on_ended(LegId leg, const Ended& ended) override {
        add({.what = "ended", .leg = leg, .code = ended.code, .ended = ended});
    }
    bool on_incoming(LegId leg, const Incoming& incoming) override {
        add({.what = "incoming", .leg = leg, .incoming = incoming});
        if (when_called) when_called(leg);
        return takes_calls;
    }
    void on_acknowledged(LegId leg) override { add({.what = "acknowledged", .leg = leg}); }
    void on_changed(LegId leg, std::string_view sdp) override {
        add({.what = "changed", .leg = leg, .sdp = std::string(sdp)});
    }

    void on_key(LegId leg, char key) override { add({.what = "key", .leg = leg, .code = key}); }

    /// The next thing seen that was not waited for yet; it must be `what`.
    Seen expect(std::string_view what) {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, kPatience, [&] { return next_ < seen_.size(); })) {
            ADD_FAILURE() << "waited in vain for " << what;
            return {};
        }
        EXPECT_EQ(seen_[next_].what, what);
        return seen_[next_++];
    }
    /// How often `what` was seen until now.
    size_t count(std::string_view what) {
        std::lock_guard lock(mutex_);
        return static_cast<size_t>(std::count_if(seen_.begin(), seen_.end(), [&](auto& s) { return s.what == what; }));
    }

    std::atomic<bool> takes_calls{true};
    std::function<void(LegId)> when_called;  // set before the first call

  private:
    void add(Seen seen) {
        {
            std::lock_guard lock(mutex_);
            seen_.push_back(std::move(seen));
        }
        arrived_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Seen> seen_;
    size_t next_ = 0;
};

/// An endpoint on a free port of 127.0.0.1, which anybody may call unless `options` are given.
struct Phone {
    static EndpointOptions for_anybody() {
        EndpointOptions options;
        options.strangers = Strangers::serve;
        return options;
    }
    explicit Phone(EndpointOptions options = for_anybody()) {
        if (options.bind == EndpointOptions{}.bind) options.bind = "127.0.0.1:0";
        auto opened = Endpoint::open(options, heard);
        if (!opened) throw std::runtime_error(opened.error().message);
        endpoint = std::move(*opened);
    }
    std::string address(std::string_view transport = "udp") const {
        return "sip:127.0.0.1:" + std::to_string(endpoint->port()) + ";transport=" + std::string(transport);
    }
    Remembering heard;
    std::unique_ptr<Endpoint> endpoint;
};

/// A SIP message taken apart just enough for a test.
struct RawMessage {
    std::string text;
    sockaddr_in from{};

    std::string first_line() const { return text.substr(0, text.find("\r\n")); }
    std::string method() const { return text.substr(0, text.find(' ')); }
    /// All values of a header, each as it stands.
    std::vector<std::string> all(std::string_view name) const {
        std::vector<std::string> out;
        for (auto line : split(std::string_view(text).substr(0, text.find("\r\n\r\n")), '\n')) {
            line = trim(line);
            const size_t colon = line.find(':');
            if (colon != line.npos && lower(trim(line.substr(0, colon))) == lower(name)) {
                out.emplace_back(trim(line.substr(colon + 1)));
            }
        }
        return out;
    }
    std::string header(std::string_view name) const {
        const auto values = all(name);
        return values.empty() ? "" : values[0];
    }
    std::string body() const {
        const size_t blank = text.find("\r\n\r\n");
        return blank == text.npos ? "" : text.substr(blank + 4);
    }
};

/// A SIP peer without a stack: the test reads and writes its datagrams.
class RawPeer {
  public:
    explicit RawPeer(const char* host = "127.0.0.1") : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), host_(host) {
        sockaddr_in place{.sin_family = AF_INET};
        EXPECT_EQ(inet_pton(AF_INET, host, &place.sin_addr), 1);
        socklen_t length = sizeof(place);
        EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&place), length), 0);
        getsockname(fd_, reinterpret_cast<sockaddr*>(&place), &length);
        port_ = ntohs(place.sin_port);
    }
    ~RawPeer() { close(fd_); }

    int port() const { return port_; }
    std::string address() const { return "sip:" + host_ + ":" + std::to_string(port_); }

    /// The next datagram, if one comes within `patience`.
    std::optional<RawMessage> receive(Millis patience) {
        pollfd waiting{.fd = fd_, .events = POLLIN};
        if (poll(&waiting, 1, static_cast<int>(patience.count())) != 1) return std::nullopt;
        char buffer[65'536];
        RawMessage message;
        socklen_t length = sizeof(message.from);
        const ssize_t got =
            recvfrom(fd_, buffer, sizeof(buffer), 0, reinterpret_cast<sockaddr*>(&message.from), &length);
        if (got <= 0) return std::nullopt;
        message.text.assign(buffer, static_cast<size_t>(got));
        return message;
    }
    /// The next message of this method (or "SIP/2.0" for a response); others, such as retransmissions, are skipped.
    RawMessage expect(std::string_view method) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (std::chrono::steady_clock::now() < deadline) {
            if (auto message = receive(Millis(200)); message && message->method() == method) return *message;
        }
        ADD_FAILURE() << "waited in vain for " << method;
        return {};
    }

    /// Answers `request`; `more` are whole header lines.
    void respond(const RawMessage& request, const std::string& status, const std::string& more = {},
                 const std::string& body = {}) {
        std::string text = "SIP/2.0 " + status + "\r\n";
        for (const auto& via : request.all("Via")) text += "Via: " + via + "\r\n";
        const std::string to = request.header("To");
        text += "From: " + request.header("From") + "\r\nTo: " + to;
        if (to.find("tag=") == to.npos) text += ";tag=peer" + std::to_string(port_);
        text += "\r\nCall-ID: " + request.header("Call-ID") + "\r\nCSeq: " + request.header("CSeq") + "\r\n";
        text += contact_line.value_or("Contact: <" + address() + ">\r\n") + more;
        if (!body.empty()) text += "Content-Type: application/sdp\r\n";
        send(text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, request.from);
    }
    std::optional<std::string> contact_line;  // the header's line in responses, if it is not our address

    /// A request inside the dialog that `invite` (received here) began.
    void request(const RawMessage& invite, const std::string& method, int cseq, const std::string& more = {},
                 const std::string& body = {}) {
        const std::string contact = invite.header("Contact");
        const std::string target = contact.substr(1, contact.find('>') - 1);
        std::string text = method + " " + target + " SIP/2.0\r\n";
        text += "Via: SIP/2.0/UDP 127.0.0.1:" + std::to_string(port_) + ";branch=z9hG4bK-" + method +
                std::to_string(cseq) + "\r\nMax-Forwards: 70\r\n";
        text += "From: " + invite.header("To") + ";tag=peer" + std::to_string(port_) +
                "\r\nTo: " + invite.header("From") + "\r\n";
        text += "Call-ID: " + invite.header("Call-ID") + "\r\nCSeq: " + std::to_string(cseq) + " " + method + "\r\n";
        text += "Contact: <" + address() + ">\r\n" + more;
        if (!body.empty() && more.find("Content-Type") == more.npos) text += "Content-Type: application/sdp\r\n";
        send(text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, invite.from);
    }

    void send(const std::string& text, const sockaddr_in& to) {
        sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    }

  private:
    int fd_;
    const std::string host_;
    int port_ = 0;
};

}  // namespace tiller::sip
