#include "http/connection.h"

#include <fmt/format.h>

#include "base/ids.h"

namespace tiller::http {
namespace {

constexpr size_t kSlowestBody = 8u << 10;               // bytes a second, beyond read_timeout
constexpr size_t kShortBody = 64u << 10;                // taken even when the budget of all bodies is spent
constexpr std::chrono::milliseconds kLinger{2000};      // for the client to read an answer after which we close
constexpr std::chrono::milliseconds kShortLinger{200};  // the same while the server closes
constexpr int kReadsInARow = 8;                         // then others get their turn

std::string address_of(const Socket& socket) {
    ErrorCode error;
    auto endpoint = socket.remote_endpoint(error);
    if (error) return {};
    asio::ip::address address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    return address.to_string();
}

std::string new_connection_id() {
    SystemRandom random;
    return new_id(SystemClock(), random).substr(0, 24);
}

}  // namespace

Connection::Connection(Socket socket, EventLoop& loop, Service& service)
    : socket_(std::move(socket)),
      loop_(loop),
      service_(service),
      remote_address_(address_of(socket_)),
      id_(new_connection_id()),
      reader_(service.options.header_limit, service.options.body_limit) {
    ErrorCode ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    loop_.enter(this);
    service_.census.enter();
    service_.metrics.connection_opened();
}

Connection::~Connection() {
    charge_body(0);
    service_.metrics.connection_closed();
    loop_.leave(this);
    service_.census.leave();
}

Task<void> Connection::serve() {
    while (co_await read_request() && co_await answer_request()) {
    }
    reader_.reset();  // nobody needs the body any more
    charge_body(0);
    co_await linger();
}

void Connection::expire(Moment now) {
    if (now < deadline_) return;
    timed_out_ = true;
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Connection::drain() {
    if (idle_) abort();
    hear_bell();
}

void Connection::hear_bell() {
    if (pausing_) expire(kNever);
}

void Connection::abort() {
    ErrorCode ignored;
    socket_.close(ignored);
}

void Connection::resume() {
    Resume go_on = std::move(*resume_);
    resume_.reset();
    std::move(go_on)();
}

/// False: the connection ends, and what was to be said to the client has been said.
Task<bool> Connection::read_request() {
    reader_.reset();
    begun_ = continued_ = false;
    charge_body(0);
    waiting_since_ = std::chrono::steady_clock::now();
    feed({});
    for (;;) {
        if (!has_room_for_body()) {
            co_await refuse(503, "too many long requests arrive at once");
            co_return false;
        }
        if (reader_.state() == RequestReader::State::done) co_return true;
        if (reader_.state() == RequestReader::State::failed) {
            co_await refuse(reader_.failure_status(), reader_.failure_detail());
            co_return false;
        }
        if (!begun_ && service_.draining) co_return abort(), false;
        if (!continued_ && reader_.request().body.empty() && reader_.wants_continue()) {
            continued_ = true;
            Piece go_on{.before = "HTTP/1.1 100 Continue\r\n\r\n"};
            if (!co_await send(go_on)) co_return false;
        }
        Received received = co_await receive();
        if (received == Received::closed) co_return false;
        if (received == Received::timeout) {
            if (!begun_) co_return abort(), false;
            co_await refuse(408, "the request did not arrive in time");
            co_return false;
        }
    }
}

Connection::Moment Connection::read_deadline() const {
    if (!begun_) return waiting_since_ + service_.options.idle_timeout;
    // A body earns time by arriving: neither does a long one fail for its length, nor does a trickle hold on for ever.
    // What its chunks are wrapped in earns none.
    return waiting_since_ + service_.options.read_timeout + std::chrono::seconds(body_charged_ / kSlowestBody);
}

/// Waits until the socket has bytes, then feeds them to the reader.
Task<Connection::Received> Connection::receive() {
    idle_ = !begun_;
    receiving_ = true;
    bool ready = co_await wait(Socket::wait_read, read_deadline());
    idle_ = receiving_ = false;
    if (!ready) co_return timed_out_ ? Received::timeout : Received::closed;
    std::span<char> scratch = loop_.scratch();
    for (int i = 0; i < kReadsInARow; ++i) {
        ErrorCode error;
        size_t got = socket_.read_some(asio::buffer(scratch.data(), scratch.size()), error);
        if (error == asio::error::would_block) break;
        if (error) co_return i == 0 ? Received::closed : Received::bytes;
        feed({scratch.data(), got});
        if (got < scratch.size() || !wants_more()) break;
    }
    co_return Received::bytes;
}

/// Offers the reader what is left of before and what is fresh.
void Connection::feed(std::string_view fresh) {
    std::string_view offered = fresh;
    if (pending_taken_ < pending_.size()) {
        if (!fresh.empty()) {
            pending_.erase(0, std::exchange(pending_taken_, 0));
            pending_ += fresh;
        }
        offered = std::string_view(pending_).substr(pending_taken_);
    }
    auto before = reader_.state();
    bool first = !begun_ && !offered.empty();
    begun_ |= first;
    size_t taken = reader_.take(offered);
    bool header_done = before == RequestReader::State::header && reader_.state() == RequestReader::State::body;
    if (first || header_done) waiting_since_ = std::chrono::steady_clock::now();

    if (reader_.state() != RequestReader::State::header) charge_body(reader_.request().body.size());

    if (offered.data() == fresh.data()) {
        pending_.assign(fresh.substr(taken));
        pending_taken_ = 0;
    } else {
        pending_taken_ += taken;
    }
    if (pending_taken_ == pending_.size()) {
        pending_taken_ = 0;
        pending_.clear();
        if (pending_.capacity() > 4096) pending_.shrink_to_fit();  // an idle connection holds no memory
    }
}

void Connection::charge_body(size_t bytes) { service_.bodies.change(std::exchange(body_charged_, bytes), bytes); }

bool Connection::holds_body() const { return body_charged_ > kShortBody; }

void Connection::give_up() {
    charge_body(0);
    abort();
}

/// Whoever sends at an honest speed is done long before one that trickles: the oldest has to go.
bool Connection::has_room_for_body() { return !holds_body() || !service_.bodies.is_spent() || loop_.drop_a_body(); }

std::optional<Connection::Moment> Connection::waits_since() const {
    return receiving_ ? std::optional(waiting_since_) : std::nullopt;
}

bool Connection::wants_more() const {
    return reader_.state() == RequestReader::State::header || reader_.state() == RequestReader::State::body;
}

/// True when the socket is ready; false if it failed, or timed_out_.
Task<bool> Connection::wait(Socket::wait_type what, Moment deadline) {
    timed_out_ = false;
    deadline_ = deadline;
    auto [error] = co_await socket_.async_wait(what, asio::as_tuple(use_task));
    deadline_ = kNever;
    co_return !error;
}

/// Answers without a handler, for a request that cannot be read to its end.
Task<void> Connection::refuse(int status, const std::string& detail) {
    auto now = std::chrono::steady_clock::now();
    service_.metrics.request_began();
    answer_error(status, detail, true);
    co_await send(piece_);
    service_.metrics.request_ended(reader_.request().method, status, std::chrono::steady_clock::now() - now);
}

/// Says that we are done, and reads on for a while: a close with unread bytes would reset the connection, and the
/// client might lose our answer (RFC 9112 section 9.6).
Task<void> Connection::linger() {
    ErrorCode error;
    socket_.shutdown(Socket::shutdown_send, error);
    if (error) co_return;
    Moment deadline = std::chrono::steady_clock::now() + (service_.draining ? kShortLinger : kLinger);
    std::span<char> scratch = loop_.scratch();
    while (co_await wait(Socket::wait_read, deadline)) {
        for (int i = 0; i < kReadsInARow && !error; ++i) {
            socket_.read_some(asio::buffer(scratch.data(), scratch.size()), error);
        }
        if (error && error != asio::error::would_block) co_return;
        error.clear();
    }
}

}  // namespace tiller::http
