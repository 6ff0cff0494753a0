#pragma once
#include <chrono>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_set>
#include <vector>

#include "http/beast.h"

namespace tiller::http {

class Connection;

/// One io thread: an io_context, the connections that live on it, and the watch over their deadlines.
///
/// Thread rule: enter, leave, make_room, drop_a_body, scratch on the loop's own thread; the rest from any thread.
/// Invariants:
/// 1. A connection is touched by its loop's thread only, but for its Job side while a worker has it.
/// 2. One timer looks at all deadlines every `sweep_period`: a connection costs no timer operation for each read, and
///    is closed at most that late.
class EventLoop {
  public:
    explicit EventLoop(std::chrono::milliseconds sweep_period);
    ~EventLoop();

    asio::io_context& context() { return context_; }
    /// Bytes just received, until they are parsed: one buffer for all connections, so that an idle one has none.
    std::span<char> scratch() { return scratch_; }

    void enter(Connection* connection) { connections_.insert(connection); }
    void leave(Connection* connection) { connections_.erase(connection); }

    /// Closes an eighth of the connections that wait for their client to send, those that wait longest. False if none
    /// does. On the loop's thread.
    bool make_room();

    /// Gives up the long body that has been arriving longest. False if there is none. On the loop's thread.
    bool drop_a_body();

    /// A worker is done with this connection: its coroutine goes on.
    void resume(Connection* connection);
    /// A bell has rung for this connection, if it is there still.
    void hear_bell(Connection* connection);
    /// Closes the connections that are between requests, and ends streams that pause.
    void drain();
    /// Closes all connections now.
    void abort();
    /// Ends the thread. No connection may be left.
    void stop();

  private:
    void sweep();
    void resume_finished();

    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_{context_.get_executor()};
    Timer timer_{context_};
    const std::chrono::milliseconds sweep_period_;
    std::unordered_set<Connection*> connections_;
    std::vector<char> scratch_ = std::vector<char>(64u << 10);

    std::mutex mutex_;
    std::vector<Connection*> finished_;
    std::vector<Connection*> resuming_;  // the loop's own: swapped with finished_, so that neither is allocated anew

    std::thread thread_;
};

}  // namespace tiller::http
