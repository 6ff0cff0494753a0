#pragma once
// Peers for tests that speak on bare sockets: they can be as rude as no library lets one be.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace tiller::http {

#ifdef TILLER_SANITIZED
inline constexpr std::chrono::seconds kPatience{60};
#else
inline constexpr std::chrono::seconds kPatience{20};
#endif

/// A connected socket.
class RawSocket {
  public:
    explicit RawSocket(int descriptor) : descriptor_(descriptor) {}
    RawSocket(RawSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    ~RawSocket() { close(); }

    static RawSocket connect(int port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0) << strerror(errno);
        return RawSocket(descriptor);
    }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;  // the other side has had enough: its answer tells
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
    }
    void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

    bool readable_within(std::chrono::milliseconds limit) {
        pollfd ready{descriptor_, POLLIN, 0};
        return ::poll(&ready, 1, static_cast<int>(limit.count())) > 0;
    }
    /// Appends what arrives to received(); false at the end of the connection, or when patience ends.
    bool receive() {
        if (!readable_within(kPatience)) {
            ADD_FAILURE() << "nothing arrived in time";
            return false;
        }
        char bytes[64 << 10];
        ssize_t got = ::recv(descriptor_, bytes, sizeof bytes, 0);
        if (got > 0) received_.append(bytes, static_cast<size_t>(got));
        return got > 0;
    }
    bool receive_until(std::string_view text) {
        while (received_.find(text) == std::string::npos) {
            if (!receive()) return false;
        }
        return true;
    }
    std::string receive_all() {
        while (receive()) {
        }
        return received_;
    }
    std::string& received() { return received_; }
    int descriptor() const { return descriptor_; }
    void close() {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

  private:
    int descriptor_;
    std::string received_;
};

/// A listening socket on an ephemeral port of the loopback address.
class RawListener {
  public:
    RawListener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(descriptor_, 64), 0);
        socklen_t length = sizeof address;
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
    }
    ~RawListener() { ::close(descriptor_); }

    int port() const { return port_; }
    std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
    RawSocket accept() {
        pollfd ready{descriptor_, POLLIN, 0};
        int count = ::poll(&ready, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count()));
        EXPECT_EQ(count, 1) << "nobody connected";
        return RawSocket(count == 1 ? ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC) : -1);
    }

  private:
    int descriptor_;
    int port_ = 0;
};

}  // namespace tiller::http
