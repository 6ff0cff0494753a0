#pragma once
#include <optional>

#include "http/answer.h"
#include "http/beast.h"
#include "http/event_loop.h"
#include "http/request_reader.h"
#include "http/service.h"

namespace tiller::http {

/// One client's connection: reads a request, hands it to a worker, writes the answer, and again.
///
/// Thread rule: everything on the loop's thread, but run and drop (Job), which are called while the coroutine is
/// suspended in `on_worker`: from post to EventLoop::resume a worker owns request, answer_ and piece_.
/// Invariants:
/// 1. One request at a time: what is pipelined behind it waits in pending_, so answers keep their order, and a client
///    that does not take its answers is not read from.
/// 2. A wait for the socket always has a deadline; outside of such a wait deadline_ is kNever.
/// 3. Nothing that a worker started is left behind: the coroutine ends only after on_worker has returned.
class Connection final : public Job {
  public:
    Connection(Socket socket, EventLoop& loop, Service& service);
    ~Connection();

    /// The whole life of the connection.
    Task<void> serve();

    // For the EventLoop.
    void expire(std::chrono::steady_clock::time_point now);
    void drain();
    void abort();
    /// Since when it waits for its client to send; nothing if it does not.
    std::optional<std::chrono::steady_clock::time_point> waits_since() const;
    /// Does it hold a part of a long body?
    bool holds_body() const;
    /// Ends it, and gives back what its body counted.
    void give_up();
    void resume();
    /// There is news for the stream that it answers with. On the loop's thread; nothing happens unless it waits for that.
    void hear_bell();

  private:
    using Moment = std::chrono::steady_clock::time_point;
    using Resume = asio::async_result<asio::use_awaitable_t<Executor>, void()>::handler_type;
    static constexpr Moment kNever = Moment::max();
    enum class Received { bytes, timeout, closed };

    // reading: connection.cc
    Task<bool> read_request();
    Moment read_deadline() const;
    Task<Received> receive();
    void feed(std::string_view fresh);
    bool wants_more() const;
    void charge_body(size_t bytes);
    bool has_room_for_body();
    Task<bool> wait(Socket::wait_type what, Moment deadline);
    Task<void> refuse(int status, const std::string& detail);
    Task<void> linger();

    // answering: connection_answer.cc
    Task<bool> answer_request();
    Task<bool> pause_stream();
    Task<bool> rest_until(Moment deadline);
    Task<void> on_worker();
    Task<bool> send(const Piece& piece);
    void run() noexcept override;
    void drop() noexcept override;
    void begin_answer();
    void answer_failure(const char* what);
    void answer_error(int status, const std::string& detail, bool is_last = false);
    AnswerForm form();

    Socket socket_;
    EventLoop& loop_;
    Service& service_;
    const std::string remote_address_;
    const std::string id_;  // the front of its requests' ids
    uint32_t request_count_ = 0;

    RequestReader reader_;
    std::string pending_;       // received, not yet taken by the reader
    size_t pending_taken_ = 0;  // of pending_'s front
    bool begun_ = false;        // a byte of this request was seen
    bool continued_ = false;    // "100 Continue" was sent
    Moment waiting_since_;      // for the request's first byte; then for its header; then for its body
    size_t body_charged_ = 0;   // what has arrived of the body, as counted in the budget of all bodies

    Moment deadline_ = kNever;
    bool timed_out_ = false;
    bool idle_ = false;       // waits between requests: may be closed at any time
    bool receiving_ = false;  // waits for bytes of a request

    bool pausing_ = false;  // waits between two pieces of a stream
    Moment piece_sent_;     // of a stream with a bell: when its last piece was
    uint64_t heard_ = 0;    // of its bell, before its last piece was made

    std::optional<Answer> answer_;
    Piece piece_;
    bool rejected_ = false;  // the pool took the request in no more
    std::optional<Resume> resume_;
};

}  // namespace tiller::http
