#include "http/event_loop.h"

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
