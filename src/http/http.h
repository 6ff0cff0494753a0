#pragma once
// The whole public face of the server side: requests, responses, router, server. Handlers are plain functions that run
// on a worker thread and may block (for a commit); they never see Beast.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/bell.h"
#include "http/hosts.h"
#include "http/proxies.h"

namespace tiller::http {

struct Request {
    std::string method;                          // "GET"
    std::string path;                            // percent-encoded as sent, without the query
    std::string query;                           // as sent, without '?'
    std::map<std::string, std::string> headers;  // names in lower case; a repeated one is joined by ", " (RFC 9110 5.2)
    std::string body;                            // 64 spare bytes are reserved behind it, for simdjson
    std::string remote_address;                  // of the client, without port (see ServerOptions::proxies)
    std::map<std::string, std::string> captures;  // {name} parts of the route, percent-decoded once, plus kept
    std::string request_id;                       // 32 hex, for the log

    std::string_view header(std::string_view lower_case_name) const;
    /// A parameter of the query (decoded, plus is a space), nothing if absent. The first wins. A value with a broken
    /// escape ("100%") is given as sent.
    std::optional<std::string> parameter(std::string_view name) const;
};

/// Streams a body: called again and again until it returns an empty string. Runs on a worker thread, each time that the
/// client has taken the piece before. An exception cuts the connection, so that the client sees an unfinished answer.
using BodySource = std::function<std::string()>;

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    BodySource stream;       // if set, `body` is ignored and the answer is chunked
    Millis stream_pause{0};  // between two pieces, for a stream that tells news: it holds no worker meanwhile, and ends
                             // when the server drains or the client goes or sends anything
    std::shared_ptr<Bell> bell{};  // ends a stream_pause sooner: there is news
    std::string file;              // if set, this file is the body; Range (RFC 9110 section 14) is served, HEAD too;
                                   // ETag and Last-Modified are added
};

/// A short text/plain answer: the status's name, then `detail`.
Response plain_response(int status, const std::string& detail = {});

using Handler = std::function<Response(const Request&)>;
using Fallback = std::function<Response(const Request&, int status, const std::string& detail)>;

/// Routes by method and path pattern: "/service/cloud/v2/plan", "/api/push/{route}/{token}", "/recordings/{id}.mp3",
/// "/console/{path...}" (the rest, slashes included). A capture is never empty. Where several patterns take a path, the
/// one with the more literal first differing segment wins, whatever the order of `add`. HEAD falls to GET.
///
/// Thread rule: add and set_fallback before the server opens; route from any thread after.
class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// A malformed pattern throws std::invalid_argument.
    void add(std::string method, std::string pattern, Handler handler);
    /// Makes the answers that no handler gives, for paths that begin with `prefix`; the longest prefix wins, "" is for
    /// all. What no route takes: 404 unknown path, 405 known path with another method (Allow is added), 400 path with a
    /// broken escape; `detail` is empty. And the server's own: 400, 404 (file gone), 408, 413, 421, 431, 503 (queue full;
    /// Retry-After is added), 500 (a handler threw; `detail` is empty); of a request that was never read to its end the
    /// path may be empty. Runs on any thread and must not block. Without one: plain_response.
    void set_fallback(std::string prefix, Fallback fallback);
    /// What the fallback of the request's path says; plain_response if it throws.
    Response refuse(const Request& request, int status, const std::string& detail) const noexcept;
    /// Fills `request.captures` and runs the handler. Exceptions of the handler pass through.
    Response route(Request& request) const;
    /// Method and pattern of all routes, in no order.
    std::vector<std::pair<std::string, std::string>> list() const;

  private:
    struct Route;
    std::vector<std::shared_ptr<const Route>> routes_;  // most literal first
    std::map<std::string, Fallback> fallbacks_;         // by prefix
};

struct ServerOptions {
    std::string address = "127.0.0.1";  // IPv4 or IPv6, numeric
    int port = 8080;                    // 0: any
    int io_threads = 1;
    int worker_threads = 16;
    size_t body_limit = 32u << 20;     // 413 beyond (docs/contract/README.md rule 9)
    size_t header_limit = 64u << 10;   // 431 beyond
    size_t bodies_limit = 512u << 20;  // of all requests' bodies together; beyond, the one that has been arriving
                                       // longest is given up, or the newest refused (503); short ones are always taken
    size_t max_connections = 10'000;   // beyond, those that wait longest for a client's request are closed
    size_t max_queued = 4096;          // requests waiting for a worker; 503 with Retry-After beyond
    Proxies proxies{};                 // whose X-Forwarded-For is believed
    Hosts hosts{};                     // 421 for a request that names another host
    Millis idle_timeout{60'000};       // between requests, and before the first
    Millis read_timeout{60'000};  // for a whole header; for a body, and for each piece of an answer to be taken (plus
                                  // a second for each 8 KiB of it); for any bytes of a piece to be taken; 408 or a
                                  // closed connection beyond
};

/// Thread rule: any thread. The destructor closes at once and waits for handlers that still run.
class Server {
  public:
    /// Listens and serves; errors: `invalid` for an address that is none, `unavailable` if it cannot be bound.
    static Result<std::unique_ptr<Server>> open(const ServerOptions& options, std::shared_ptr<const Router> router);
    virtual ~Server() = default;
    virtual int port() const = 0;
    /// Stops accepting, closes idle connections, lets requests in progress end for at most `limit`, closes.
    virtual void close(Millis limit) = 0;
};

}  // namespace tiller::http
