#pragma once
// The whole public face of the server side: requests, responses, router, server. Handlers are plain functions that run on
// a worker thread and may block (for a commit); they never see Beast.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::http {

struct Request {
    std::string method;         // "GET"
    std::string path;           // percent-encoded as sent, without the query
    std::string query;          // as sent, without '?'
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;           // 64 spare bytes are reserved behind it, for simdjson
    std::string remote_address; // without port
    std::map<std::string, std::string> captures; // {name} parts of the route, percent-decoded once, plus kept
    std::string request_id;     // 32 hex, for the log

    std::string_view header(std::string_view lower_case_name) const;
    /// A parameter of the query (decoded, plus is a space), nothing if absent. The first wins.
    std::optional<std::string> parameter(std::string_view name) const;
};

/// Streams a body: called again and again until it returns an empty string. Runs on a worker thread.
using BodySource = std::function<std::string()>;

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    BodySource stream;              // if set, `body` is ignored and the answer is chunked
    std::string file;               // if set, this file is the body; Range (RFC 9110 section 14) is served, HEAD too
};

using Handler = std::function<Response(const Request&)>;

/// Routes by method and path pattern: "/service/cloud/v2/plan", "/api/push/{route}/{token}".
class Router {
  public:
    void add(std::string method, std::string pattern, Handler handler);
    /// Answers for what no route takes: 404 unknown path, 405 known path with another method (with Allow).
    void set_fallback(std::function<Response(const Request&, int status)> fallback);
    Response route(Request& request) const;

  private:
    struct Route;
    std::vector<std::shared_ptr<Route>> routes_;
    std::function<Response(const Request&, int)> fallback_;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    int port = 8080;                      // 0: any
    int io_threads = 1;
    int worker_threads = 16;
    size_t body_limit = 32u << 20;        // 413 beyond (contract/README.md rule 9)
    size_t header_limit = 64u << 10;      // 431 beyond
    size_t max_queued = 4096;             // requests waiting for a worker; 503 with Retry-After beyond
    Millis idle_timeout{60'000};
    Millis read_timeout{60'000};
};

class Server {
  public:
    static Result<std::unique_ptr<Server>> open(const ServerOptions& options, std::shared_ptr<const Router> router);
    virtual ~Server() = default;
    virtual int port() const = 0;
    /// Stops accepting, lets requests in progress end for at most `limit`, closes.
    virtual void close(Millis limit) = 0;
};

}  // namespace tiller::http
