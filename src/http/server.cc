#include "base/log.h"
#include "http/connection.h"

namespace tiller::http {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

constexpr std::chrono::milliseconds kAcceptPause{100};  // after an accept that failed: no descriptors are left

/// Deadlines are looked at so often that none is met much later than it says.
std::chrono::milliseconds sweep_period(const ServerOptions& options) {
    return std::clamp(std::min(options.idle_timeout, options.read_timeout) / 8, Millis(5), Millis(500));
}

/// One acceptor hands its sockets to the loops in turn. (Not SO_REUSEPORT: a second server on the port must fail.)
class TcpServer final : public Server {
  public:
    TcpServer(const ServerOptions& options, std::shared_ptr<const Router> router)
        : service_(options, std::move(router)) {
        for (int i = 0; i < std::max(options.io_threads, 1); ++i) {
            loops_.push_back(std::make_unique<EventLoop>(sweep_period(options)));
        }
        acceptor_.emplace(loops_.front()->context());
    }

    ~TcpServer() override {
        close(Millis(0));
        // Handlers that still run are waited for; their answers find closed sockets.
        service_.pool.stop();
        service_.census.wait_until_empty(std::chrono::steady_clock::time_point::max());
        for (auto& loop : loops_) loop->stop();
    }

    Result<void> listen() {
        const ServerOptions& options = service_.options;
        ErrorCode error;
        auto address = asio::ip::make_address(options.address, error);
        if (error || options.port < 0 || options.port > 65535) {
            return invalid("cannot listen on \"" + options.address + "\", port " + std::to_string(options.port) +
                           ": not a numeric IPv4 or IPv6 address and a port");
        }
        asio::ip::tcp::endpoint endpoint(address, static_cast<uint16_t>(options.port));
        acceptor_->open(endpoint.protocol(), error);
        if (!error) acceptor_->set_option(Acceptor::reuse_address(true), error);
        if (!error) acceptor_->bind(endpoint, error);
        if (!error) acceptor_->listen(4096, error);
        if (error) {
            return unavailable("cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " +
                               error.message());
        }
        port_ = acceptor_->local_endpoint().port();
        asio::co_spawn(loops_.front()->context(), accept(), asio::detached);
        return {};
    }

    int port() const override { return port_; }

    void close(Millis limit) override {
        std::lock_guard lock(closing_);
        if (service_.draining.exchange(true)) return;
        asio::post(loops_.front()->context(), [this] {
            ErrorCode ignored;
            acceptor_->close(ignored);
        });
        for (auto& loop : loops_) loop->drain();
        service_.census.wait_until_empty(std::chrono::steady_clock::now() + limit);
        for (auto& loop : loops_) loop->abort();
    }

  private:
    Task<void> accept() {
        Timer pause(loops_.front()->context());
        for (size_t turn = 0;; ++turn) {
            EventLoop& loop = *loops_[turn % loops_.size()];
            auto [error, socket] = co_await acceptor_->async_accept(loop.context(), asio::as_tuple(use_task));
            if (service_.draining) co_return;
            if (error) {
                log::warn("a connection was not accepted", {{"why", error.message()}});
                pause.expires_after(kAcceptPause);
                co_await pause.async_wait(asio::as_tuple(use_task));
                continue;
            }
            asio::co_spawn(loop.context(), serve(std::move(socket), loop), report);
        }
    }

    Task<void> serve(Socket socket, EventLoop& loop) {
        bool is_full = service_.census.count() >= service_.options.max_connections;
        if (is_full && !loop.make_room()) co_return;
        Connection connection(std::move(socket), loop, service_);
        co_await connection.serve();
    }

    static void report(std::exception_ptr failure) {
        if (!failure) return;
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& bug) {
            log::error("a connection failed", {{"what", bug.what()}});
        }
    }

    Service service_;
    std::vector<std::unique_ptr<EventLoop>> loops_;
    std::optional<Acceptor> acceptor_;
    std::mutex closing_;
    int port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::open(const ServerOptions& options, std::shared_ptr<const Router> router) {
    auto server = std::make_unique<TcpServer>(options, std::move(router));
    if (auto listening = server->listen(); !listening) return listening.error();
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace tiller::http
