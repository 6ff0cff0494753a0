#pragma once
// WebSockets out (RFC 6455), on Beast: one thread for all connections.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"

namespace tiller::http {

struct WebSocketRequest {
    std::string url;  // ws://host[:port]/path?query or wss://…; a certificate must be made out to the host
    std::vector<std::pair<std::string, std::string>> headers;  // of the request that opens it
    Millis open_within{5'000};                                 // from `connect` to on_open
    size_t message_limit = 256u << 10;                         // bytes of a message from the server
    size_t send_limit = 4u << 20;                              // bytes that may wait to be sent
    AddressPolicy policy;
};

/// Who owns a connection.
/// Thread rule: called on the client's thread; must not block. `on_closed` comes exactly once, and last.
class WebSocketListener {
  public:
    virtual ~WebSocketListener() = default;
    virtual void on_open() = 0;
    virtual void on_message(std::string_view message) = 0;
    /// `why` is empty if the server closed it as the protocol wants, or `close` did; else a reason for a user: "timed
    /// out after 5 s", "HTTP status 401", "10.0.0.1 is a private address", "the connection broke: …".
    virtual void on_closed(std::string why) = 0;
};

/// Thread rule: any thread. What comes after the end is dropped.
class WebSocket {
  public:
    virtual ~WebSocket() = default;
    /// May be called before on_open: it is sent then. More than `send_limit` waiting ends the connection.
    virtual void send_text(std::string text) = 0;
    virtual void send_binary(std::string bytes) = 0;
    /// The connection ends with the reason "timed out after …" unless it has ended by then; replaces the limit before.
    virtual void end_within(Millis limit) = 0;
    /// Closes it: politely if the server is quick about it.
    virtual void close() = 0;
};

class WebSocketClient {
  public:
    static std::unique_ptr<WebSocketClient> open();
    /// Ends what is open with the reason "client closed".
    virtual ~WebSocketClient() = default;
    virtual std::shared_ptr<WebSocket> connect(WebSocketRequest request,
                                               std::shared_ptr<WebSocketListener> listener) = 0;
    /// Runs it on the client's thread, after what was asked for before. Dropped when the client closes.
    virtual void post(std::function<void()> what) = 0;
};

/// The parts of a WebSocket's URL. Errors: invalid, without the URL in it, which may hold a key.
struct WebSocketUrl {
    bool is_secure = false;
    std::string host;  // an IPv6 literal without brackets
    std::string port;
    std::string target;  // path and query, at least "/"
    std::string authority() const;
};
Result<WebSocketUrl> parse_websocket_url(const std::string& url);

}  // namespace tiller::http
