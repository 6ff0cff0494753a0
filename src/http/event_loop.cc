#include "http/event_loop.h"

#include <algorithm>

#include "http/connection.h"

namespace tiller::http {

EventLoop::EventLoop(std::chrono::milliseconds sweep_period) : sweep_period_(sweep_period) {
    sweep();
    thread_ = std::thread([this] { context_.run(); });
}

EventLoop::~EventLoop() { stop(); }

void EventLoop::stop() {
    if (!thread_.joinable()) return;
    context_.stop();
    thread_.join();
}

void EventLoop::sweep() {
    timer_.expires_after(sweep_period_);
    timer_.async_wait([this](const ErrorCode& error) {
        if (error) return;
        auto now = std::chrono::steady_clock::now();
        for (Connection* connection : connections_) connection->expire(now);
        sweep();
    });
}

bool EventLoop::make_room() {
    std::vector<std::pair<std::chrono::steady_clock::time_point, Connection*>> waiting;
    for (Connection* connection : connections_) {
        if (auto since = connection->waits_since()) waiting.emplace_back(*since, connection);
    }
    if (waiting.empty()) return false;
    auto last = waiting.begin() + static_cast<ptrdiff_t>(waiting.size() / 8 + 1);
    std::ranges::nth_element(waiting, last - 1);
    std::for_each(waiting.begin(), last, [](const auto& entry) { entry.second->abort(); });
    return true;
}

bool EventLoop::drop_a_body() {
    Connection* oldest = nullptr;
    for (Connection* connection : connections_) {
        auto since = connection->waits_since();
        if (since && connection->holds_body() && (!oldest || since < oldest->waits_since())) oldest = connection;
    }
    if (oldest) oldest->give_up();
    return oldest != nullptr;
}

void EventLoop::resume(Connection* connection) {
    bool first = false;
    {
        std::lock_guard lock(mutex_);
        first = finished_.empty();
        finished_.push_back(connection);
    }
    if (first) asio::post(context_, [this] { resume_finished(); });
}

void EventLoop::resume_finished() {
    {
        std::lock_guard lock(mutex_);
        resuming_.swap(finished_);
    }
    for (Connection* connection : resuming_) connection->resume();
    resuming_.clear();
}

void EventLoop::hear_bell(Connection* connection) {
    asio::post(context_, [this, connection] {
        if (connections_.contains(connection)) connection->hear_bell();
    });
}

void EventLoop::drain() {
    asio::post(context_, [this] {
        for (Connection* connection : connections_) connection->drain();
    });
}

void EventLoop::abort() {
    asio::post(context_, [this] {
        for (Connection* connection : connections_) connection->abort();
    });
}

}  // namespace tiller::http
