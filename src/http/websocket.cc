#include "http/websocket.h"

#include <fmt/format.h>
#include <signal.h>

#include <deque>

#include "base/metrics.h"
#include "http/address.h"
#include "http/beast.h"
#include "http/beast_websocket.h"

namespace tiller::http {
namespace {

namespace ws = boost::beast::websocket;
namespace ssl = asio::ssl;

constexpr Millis kGoodbye{1000};  // for the server's half of closing

/// One thread and what lives on it. Connections keep it alive; it ends when none is left after `stop`.
struct WebSocketLoop {
    asio::io_context context{1};
    asio::executor_work_guard<Executor> work{context.get_executor()};
    std::unordered_map<void*, std::function<void()>> open;  // ends each connection; of the loop's thread
    bool stopping = false;                                  // of the loop's thread
    std::atomic<bool> is_closed{false};                     // the client is gone: nothing is posted any more

    /// Made when it is first needed: reading all authorities takes a while. Any thread.
    ssl::context& tls() {
        std::call_once(tls_once, [this] {
            tls_context.emplace(ssl::context::tls_client);
            tls_context->set_default_verify_paths();
            tls_context->set_verify_mode(ssl::verify_peer);
            SSL_CTX_set_min_proto_version(tls_context->native_handle(), TLS1_2_VERSION);
        });
        return *tls_context;
    }
    std::once_flag tls_once;
    std::optional<ssl::context> tls_context;
};

using TlsStream = ssl::stream<Socket>;

/// Invariants:
/// 1. All but what is atomic belongs to the loop's thread; the public methods post to it.
/// 2. After over_ the listener hears nothing; whatever was under way comes back with an error and does nothing.
/// 3. One read and one write are under way at most, as Beast wants it.
template <class Stream>
class SocketConnection final : public WebSocket, public std::enable_shared_from_this<SocketConnection<Stream>> {
  public:
    static constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

    SocketConnection(std::shared_ptr<WebSocketLoop> loop, WebSocketRequest request, WebSocketUrl url,
                     std::shared_ptr<WebSocketListener> listener)
        : loop_(std::move(loop)),
          request_(std::move(request)),
          url_(std::move(url)),
          listener_(std::move(listener)),
          resolver_(loop_->context.get_executor()),
          deadline_(loop_->context.get_executor()),
          stream_(make_stream()) {}

    void start() {
        asio::post(loop_->context, [self = this->shared_from_this()] { self->begin(); });
    }

    void send_text(std::string text) override { queue(false, std::move(text)); }
    void send_binary(std::string bytes) override { queue(true, std::move(bytes)); }

    void end_within(Millis limit) override {
        post([self = this->shared_from_this(), limit] {
            self->is_limited_ = true;
            self->arm(limit);
        });
    }

    void close() override {
        post([self = this->shared_from_this()] { self->say_goodbye(); });
    }

  private:
    template <class Do>
    void post(Do what) {
        if (!loop_->is_closed) asio::post(loop_->context, std::move(what));
    }

    struct Frame {
        bool is_binary;
        std::string bytes;
    };

    auto make_stream() {
        if constexpr (kIsTls) {
            return std::make_unique<ws::stream<Stream>>(loop_->context.get_executor(), loop_->tls());
        } else {
            return std::make_unique<ws::stream<Stream>>(loop_->context.get_executor());
        }
    }
    Socket& socket() { return boost::beast::get_lowest_layer(*stream_); }

    void begin() {
        if (loop_->stopping) return end("client closed");
        loop_->open[this] = [self = this->shared_from_this()] { self->end("client closed"); };
        arm(request_.open_within);
        asio::co_spawn(loop_->context, run(this->shared_from_this()), asio::detached);
    }

    /// `self` keeps the connection for as long as the coroutine is under way.
    Task<void> run([[maybe_unused]] std::shared_ptr<SocketConnection> self) {
        ErrorCode error;
        auto found = co_await resolver_.async_resolve(url_.host, url_.port, asio::redirect_error(use_task, error));
        if (error) co_return end(fmt::format("the name {} is not found: {}", url_.host, error.message()));
        std::string why = fmt::format("the name {} has no address", url_.host);
        bool is_connected = false;
        for (const auto& entry : found) {
            if (over_) co_return;
            auto endpoint = entry.endpoint();
            if (!request_.policy.allow_private && !is_public_address(endpoint.data())) {
                why = fmt::format("refused: {} is a private address", to_text(endpoint.data()));
                continue;
            }
            if (socket().is_open()) socket().close(error);
            co_await socket().async_connect(endpoint, asio::redirect_error(use_task, error));
            if (over_) co_return;
            if (!error) {
                is_connected = true;
                break;
            }
            why = fmt::format("{} cannot be reached: {}", url_.authority(), error.message());
        }
        if (!is_connected) co_return end(std::move(why));
        socket().set_option(asio::ip::tcp::no_delay(true), error);

        if constexpr (kIsTls) {
            auto& tls = stream_->next_layer();
            SSL_set_tlsext_host_name(tls.native_handle(), url_.host.c_str());
            tls.set_verify_callback(ssl::host_name_verification(url_.host));
            co_await tls.async_handshake(ssl::stream_base::client, asio::redirect_error(use_task, error));
            if (error) co_return end(tls_failure(error));
        }
        stream_->set_option(ws::stream_base::decorator([this](ws::request_type& request) {
            request.set(boost::beast::http::field::user_agent, "tiller");
            for (const auto& [name, value] : request_.headers) request.set(name, value);
        }));
        stream_->read_message_max(request_.message_limit);
        stream_->auto_fragment(false);
        ws::response_type response;
        co_await stream_->async_handshake(response, url_.authority(), url_.target,
                                          asio::redirect_error(use_task, error));
        if (error == ws::error::upgrade_declined) {
            co_return end(fmt::format("HTTP status {}", response.result_int()));
        }
        if (error) co_return end(fmt::format("no WebSocket was opened: {}", error.message()));
        if (over_) co_return;
        is_open_ = true;
        if (!is_limited_) disarm();
        listener_->on_open();
        write_next();

        boost::beast::flat_buffer buffer;
        while (!over_) {
            co_await stream_->async_read(buffer, asio::redirect_error(use_task, error));
            if (error) break;
            if (!over_ && !is_closing_) {
                auto data = buffer.data();
                listener_->on_message({static_cast<const char*>(data.data()), data.size()});
            }
            buffer.consume(buffer.size());
        }
        end(is_closing_ ? "" : reading_failure(error));
    }

    std::string tls_failure(const ErrorCode& error) {
        if constexpr (kIsTls) {
            long verified = SSL_get_verify_result(stream_->next_layer().native_handle());
            if (verified != X509_V_OK) {
                return fmt::format("the certificate of {} is refused: {}", url_.host,
                                   X509_verify_cert_error_string(verified));
            }
        }
        return fmt::format("TLS with {} failed: {}", url_.host, error.message());
    }

    std::string reading_failure(const ErrorCode& error) {
        if (error == ws::error::closed) {
            auto code = stream_->reason().code;
            if (code == ws::close_code::normal || code == ws::close_code::going_away || code == ws::close_code::none)
                return "";
            return fmt::format("the server closed with code {}", static_cast<int>(code));
        }
        if (error == ws::error::message_too_big || error == ws::error::buffer_overflow) {
            return fmt::format("a message of more than {} bytes", request_.message_limit);
        }
        return fmt::format("the connection broke: {}", error.message());
    }

    void queue(bool is_binary, std::string bytes) {
        const size_t size = bytes.size();
        const bool is_too_much = waiting_.fetch_add(size) + size > request_.send_limit;
        post([self = this->shared_from_this(), is_binary, is_too_much, bytes = std::move(bytes)]() mutable {
            if (self->over_ || self->is_closing_) return;
            if (is_too_much) {
                return self->end(
                    fmt::format("more than {} bytes wait for the server to take them", self->request_.send_limit));
            }
            self->frames_.push_back({is_binary, std::move(bytes)});
            self->write_next();
        });
    }

    void write_next() {
        if (!is_open_ || is_writing_ || over_ || is_closing_ || frames_.empty()) return;
        is_writing_ = true;
        stream_->binary(frames_.front().is_binary);
        stream_->async_write(asio::buffer(frames_.front().bytes),
                             [self = this->shared_from_this()](const ErrorCode& error, size_t) {
                                 self->is_writing_ = false;
                                 self->waiting_ -= self->frames_.front().bytes.size();
                                 self->frames_.pop_front();
                                 // A broken connection is told by the read, which knows how the server closed it.
                                 if (!error) self->write_next();
                             });
    }

    void arm(Millis limit) {
        if (over_) return;
        deadline_.expires_after(limit);
        deadline_.async_wait([self = this->shared_from_this(), limit, turn = ++turn_](const ErrorCode& error) {
            if (error || turn != self->turn_) return;
            self->end(self->is_closing_           ? std::string()
                      : limit.count() % 1000 == 0 ? fmt::format("timed out after {} s", limit.count() / 1000)
                                                  : fmt::format("timed out after {} ms", limit.count()));
        });
    }
    void disarm() {
        ++turn_;
        deadline_.cancel();
    }

    void say_goodbye() {
        if (over_ || is_closing_) return;
        if (!is_open_) return end("");
        is_closing_ = true;
        arm(kGoodbye);
        stream_->async_close(ws::close_code::normal,
                             [self = this->shared_from_this()](const ErrorCode&) { self->end(""); });
    }

    void end(std::string why) {
        if (over_) return;
        over_ = true;
        disarm();
        resolver_.cancel();
        ErrorCode ignored;
        socket().close(ignored);
        loop_->open.erase(this);
        auto listener = std::move(listener_);
        listener->on_closed(std::move(why));
    }

    const std::shared_ptr<WebSocketLoop> loop_;
    const WebSocketRequest request_;
    const WebSocketUrl url_;
    std::shared_ptr<WebSocketListener> listener_;
    asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver_;
    Timer deadline_;
    std::unique_ptr<ws::stream<Stream>> stream_;
    std::deque<Frame> frames_;  // the first one is being written if is_writing_
    std::atomic<size_t> waiting_{0};
    uint64_t turn_ = 0;        // of the deadline: one that was replaced does nothing
    bool is_limited_ = false;  // by end_within, beyond the time to open
    bool is_open_ = false, is_writing_ = false, is_closing_ = false, over_ = false;
};

/// A connection that cannot begin: its URL is none.
class NoConnection final : public WebSocket {
  public:
    void send_text(std::string) override {}
    void send_binary(std::string) override {}
    void end_within(Millis) override {}
    void close() override {}
};

bool can_be_sent(const std::pair<std::string, std::string>& header) {
    auto has_control = [](std::string_view text) {
        return std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
    };
    return !header.first.empty() && header.first.find(':') == std::string::npos && !has_control(header.first) &&
           !has_control(header.second);
}

class BeastWebSocketClient final : public WebSocketClient {
  public:
    BeastWebSocketClient() {
        thread_ = std::thread([loop = loop_] {
            sigset_t pipe;  // a peer that closes under TLS must not end the process
            sigemptyset(&pipe);
            sigaddset(&pipe, SIGPIPE);
            pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
            loop->context.run();
        });
    }

    ~BeastWebSocketClient() override {
        loop_->is_closed = true;
        asio::post(loop_->context, [loop = loop_] {
            loop->stopping = true;
            while (!loop->open.empty()) {
                auto end = std::move(loop->open.begin()->second);
                end();
            }
            loop->work.reset();
        });
        thread_.join();
    }

    std::shared_ptr<WebSocket> connect(WebSocketRequest request, std::shared_ptr<WebSocketListener> listener) override {
        auto url = parse_websocket_url(request.url);
        std::string wrong = url ? std::string() : url.error().message;
        for (const auto& header : request.headers) {
            if (!can_be_sent(header)) wrong = fmt::format("a header field cannot be sent: \"{}\"", header.first);
        }
        if (!wrong.empty()) {
            asio::post(loop_->context, [listener = std::move(listener), wrong] { listener->on_closed(wrong); });
            return std::make_shared<NoConnection>();
        }
        if (url->is_secure) return start<TlsStream>(std::move(request), std::move(*url), std::move(listener));
        return start<Socket>(std::move(request), std::move(*url), std::move(listener));
    }

    void post(std::function<void()> what) override { asio::post(loop_->context, std::move(what)); }

  private:
    template <class Stream>
    std::shared_ptr<WebSocket> start(WebSocketRequest request, WebSocketUrl url,
                                     std::shared_ptr<WebSocketListener> listener) {
        auto connection =
            std::make_shared<SocketConnection<Stream>>(loop_, std::move(request), std::move(url), std::move(listener));
        connection->start();
        return connection;
    }

    const std::shared_ptr<WebSocketLoop> loop_ = std::make_shared<WebSocketLoop>();
    std::thread thread_;
};

}  // namespace

std::unique_ptr<WebSocketClient> WebSocketClient::open() { return std::make_unique<BeastWebSocketClient>(); }

}  // namespace tiller::http
