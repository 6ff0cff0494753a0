#pragma once
// A receiver of webhooks that costs next to nothing: one thread on one core that answers 204, or never.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tiller::bench {

inline void pin_to_core(unsigned core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core % std::max(1u, std::thread::hardware_concurrency()), &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

inline int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

/// Posts to /hang are read and never answered. A body that begins with {"At":<now_ns> has its delay
/// noted.
///
/// Thread rule: count and take_delays from any thread; the rest is its own thread's.
class Receiver {
  public:
    explicit Receiver(int ports) : epoll_(epoll_create1(0)), wake_(eventfd(0, 0)) {
        for (int i = 0; i < ports; ++i) listen_somewhere();
        watch(wake_);
        thread_ = std::thread([this] { work(); });
    }
    ~Receiver() {
        eventfd_write(wake_, 1);
        thread_.join();
        for (auto& [fd, buffer] : connections_) close(fd);
        for (auto& [fd, port] : listeners_) close(fd);
        close(wake_);
        close(epoll_);
    }
    Receiver(const Receiver&) = delete;

    const std::vector<int>& ports() const { return ports_; }
    int64_t count() const { return count_; }
    std::vector<int64_t> take_delays() {
        std::lock_guard lock(mutex_);
        return std::exchange(delays_, {});
    }

  private:
    void watch(int fd) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }

    void listen_somewhere() {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 1024) != 0 ||
            getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error("the receiver cannot listen");
        }
        ports_.push_back(ntohs(address.sin_port));
        listeners_[fd] = ports_.back();
        watch(fd);
    }

    void work() {
        pin_to_core(1);
        epoll_event events[256];
        for (;;) {
            int ready = epoll_wait(epoll_, events, 256, -1);
            for (int i = 0; i < ready; ++i) {
                int fd = events[i].data.fd;
                if (fd == wake_) return;
                if (listeners_.contains(fd)) {
                    int connection = accept4(fd, nullptr, nullptr, SOCK_NONBLOCK);
                    if (connection >= 0) connections_[connection], watch(connection);
                } else {
                    read_from(fd);
                }
            }
        }
    }

    void read_from(int fd) {
        char bytes[65536];
        ssize_t size = recv(fd, bytes, sizeof bytes, 0);
        std::string& buffer = connections_[fd];
        if (size <= 0) {
            connections_.erase(fd);
            close(fd);
            return;
        }
        buffer.append(bytes, static_cast<size_t>(size));
        for (size_t whole = request_size(buffer); whole > 0 && whole <= buffer.size(); whole = request_size(buffer)) {
            take(fd, std::string_view(buffer).substr(0, whole));
            buffer.erase(0, whole);
        }
    }

    /// 0 while the head is not whole.
    static size_t request_size(const std::string& buffer) {
        size_t head = buffer.find("\r\n\r\n");
        if (head == std::string::npos) return 0;
        const char* length = strcasestr(buffer.c_str(), "content-length:");
        return head + 4 + (length ? std::strtoul(length + 15, nullptr, 10) : 0);
    }

    void take(int fd, std::string_view request) {
        static constexpr std::string_view kAnswer = "HTTP/1.1 204 No Content\r\n\r\n";
        static constexpr std::string_view kStamp = "{\"At\":";
        if (request.starts_with("POST /hang")) return;
        size_t body = request.find("\r\n\r\n") + 4;
        if (request.substr(body).starts_with(kStamp)) {
            int64_t at = std::strtoll(request.data() + body + kStamp.size(), nullptr, 10);
            std::lock_guard lock(mutex_);
            delays_.push_back(now_ns() - at);
        }
        send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
        ++count_;
    }

    const int epoll_, wake_;
    std::vector<int> ports_;
    std::map<int, int> listeners_;
    std::map<int, std::string> connections_;
    std::atomic<int64_t> count_{0};
    std::mutex mutex_;
    std::vector<int64_t> delays_;
    std::thread thread_;
};

}  // namespace tiller::bench
