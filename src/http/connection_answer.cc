#include <fmt/format.h>

#include "base/log.h"
#include "http/connection.h"
#include "http/file_body.h"
#include "http/target.h"

namespace tiller::http {
namespace {

constexpr size_t kSlowestTaking = 8u << 10;  // bytes a second, beyond read_timeout
constexpr Millis kOftenest{100};             // a piece of news, however often its bell rings

}  // namespace

/// True if the connection may serve another request.
Task<bool> Connection::answer_request() {
    auto began = std::chrono::steady_clock::now();
    Request& request = reader_.request();
    request.remote_address = service_.options.proxies.client_of(remote_address_, request.header("x-forwarded-for"));
    request.request_id = id_ + fmt::format("{:08x}", request_count_++);
    service_.metrics.request_began();
    answer_.reset();
    rejected_ = false;
    bool finished = false;
    for (;;) {
        co_await on_worker();
        if (rejected_) answer_error(503, "too many requests are waiting");
        if (piece_.cut || !co_await send(piece_)) break;
        finished = piece_.last;
        if (finished || !co_await pause_stream()) break;
    }
    int status = answer_ ? answer_->status() : 500;
    service_.metrics.request_ended(request.method, status, std::chrono::steady_clock::now() - began);
    if (!finished) abort();
    co_return finished && answer_->keep_alive();
}

/// Waits between two pieces of a stream that wants it. False if there is nobody to go on for.
Task<bool> Connection::pause_stream() {
    const Millis pause = answer_->stream_pause();
    if (pause == Millis(0)) co_return true;
    const Moment sent = std::chrono::steady_clock::now();
    const bool rang_just_now = sent - piece_sent_ < kOftenest;
    piece_sent_ = sent;
    Bell* const bell = answer_->bell();
    if (bell && rang_just_now) {
        Timer rest(loop_.context(), sent + kOftenest);  // exact, unlike the deadlines that the loop looks at
        co_await rest.async_wait(asio::as_tuple(use_task));
    }
    if (!bell) co_return co_await rest_until(sent + pause);
    if (!bell->listen(this, heard_, [this] { loop_.hear_bell(this); })) co_return true;
    const bool goes_on = co_await rest_until(sent + pause);
    bell->leave(this);
    co_return goes_on;
}

/// Until then, or until the bell rings. False: the client is gone or sends something, or the server stops.
Task<bool> Connection::rest_until(Moment deadline) {
    pausing_ = true;
    const bool heard = co_await wait(Socket::wait_read, deadline);
    pausing_ = false;
    co_return !heard && timed_out_ && !service_.draining;
}

/// Suspends until a worker has called run (or the pool drop), or the pool has refused.
Task<void> Connection::on_worker() {
    return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
        [this](Resume handler) {
            resume_.emplace(std::move(handler));
            if (answer_ ? service_.pool.post_continuation(this) : service_.pool.post(this)) return;
            rejected_ = !answer_;
            piece_.cut = true;
            loop_.resume(this);
        },
        use_task);
}

void Connection::run() noexcept {
    try {
        if (answer_) {
            if (answer_->bell()) heard_ = answer_->bell()->rings();
            piece_ = answer_->next();
        } else {
            begin_answer();
        }
    } catch (const std::exception& bug) {
        answer_failure(bug.what());
    } catch (...) {
        answer_failure("not a std::exception");
    }
    // The last line: from here the loop's thread owns the connection, and may have ended it.
    loop_.resume(this);
}

/// An exception of a handler or a stream: a bug, so the log is told all and the client nothing.
void Connection::answer_failure(const char* what) {
    const Request& request = reader_.request();
    log::error("an answer failed",
               {{"request", request.request_id}, {"path", loggable_path(request.path)}, {"what", what}});
    if (answer_) {
        piece_.cut = true;
    } else {
        answer_error(500, "");
    }
}

void Connection::drop() noexcept {
    piece_.cut = true;
    loop_.resume(this);
}

/// On a worker: runs the handler and makes the first piece of its answer. Sets answer_ only when that succeeded.
void Connection::begin_answer() {
    if (!service_.options.hosts.takes(reader_.request().header("host"))) {
        return answer_error(421, "this server does not answer under the name in Host (setting http_hosts)");
    }
    Response response = service_.router->route(reader_.request());
    if (response.status < 200 || response.status > 599) throw std::out_of_range("a handler's status is no final one");
    std::optional<uint64_t> length;
    if (!response.file.empty()) {
        auto file = answer_with_file(std::move(response), reader_.request());
        if (file) {
            response = std::move(file->response);
            length = file->length;
        } else if (file.error().kind == ErrorKind::not_found) {
            response = service_.router->refuse(reader_.request(), 404, file.error().message);
        } else {
            throw std::runtime_error(file.error().message);
        }
    }
    Answer answer(std::move(response), form(), length);
    if (answer.bell()) heard_ = answer.bell()->rings();
    piece_ = answer.first();
    answer_.emplace(std::move(answer));
}

/// An answer that no handler gave, whole in piece_. `is_last`: the connection ends behind it.
void Connection::answer_error(int status, const std::string& detail, bool is_last) {
    Response response = service_.router->refuse(reader_.request(), status, detail);
    response.stream = nullptr;
    response.file.clear();
    if (is_last) response.headers.emplace_back("Connection", "close");
    if (status == 503) response.headers.emplace_back("Retry-After", "1");
    // RFC 9110 section 15.5.16: what the client may send instead.
    if (status == 415) response.headers.emplace_back("Accept-Encoding", "identity");
    answer_.emplace(std::move(response), form());
    piece_ = answer_->first();
}

AnswerForm Connection::form() {
    bool whole = reader_.state() == RequestReader::State::done;
    return {.head = whole && reader_.request().method == "HEAD",
            .http_1_0 = whole && reader_.is_http_1_0(),
            .keep_alive = whole && reader_.keep_alive() && !service_.draining};
}

/// False if the client is gone, or did not take the bytes in time.
Task<bool> Connection::send(const Piece& piece) {
    std::array<asio::const_buffer, 3> buffers = {asio::buffer(piece.before), asio::buffer(piece.bytes),
                                                 asio::const_buffer(piece.after.data(), piece.after.size())};
    size_t left = asio::buffer_size(buffers);
    // Beside the deadline for some progress, one for the whole piece: a client that takes a little now and then does
    // not hold on for ever.
    Millis patience = service_.options.read_timeout;
    Moment last = std::chrono::steady_clock::now() + patience + std::chrono::seconds(left / kSlowestTaking);
    for (;;) {
        ErrorCode error;
        size_t sent = socket_.write_some(buffers, error);
        if (error == asio::error::would_block) {
            Moment deadline = std::min(last, std::chrono::steady_clock::now() + patience);
            if (!co_await wait(Socket::wait_write, deadline)) co_return false;
            continue;
        }
        if (error) co_return false;
        left -= sent;
        if (left == 0) co_return true;
        for (auto& buffer : buffers) {
            size_t gone = std::min(sent, buffer.size());
            buffer += gone;
            sent -= gone;
        }
    }
}

}  // namespace tiller::http
