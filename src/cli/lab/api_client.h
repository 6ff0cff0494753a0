#pragma once
// The wire contract as a client in another program sees it: for `tiller demo` and `tiller bench`, which use nothing
// else.
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/client.h"

namespace tiller::cli {

/// Thread rule: one thread.
class ApiClient {
  public:
    /// `url` without a path: "http://127.0.0.1:8080".
    explicit ApiClient(std::string url) : url_(std::move(url)), http_(http::Client::open(4, 4)) {}

    /// Takes a token for all that follows.
    Result<void> log_in(const std::string& app_key, const std::string& app_secret);
    /// The member `data` of the answer, as JSON. Error: `invalid` with code and status of another one, `unavailable`
    /// without one.
    Result<std::string> post(const std::string& path, const std::string& body);
    using Query = std::vector<std::pair<std::string, std::string>>;
    Result<std::string> get(const std::string& path, const Query& query);
    /// Is the server ready for work?
    bool is_ready();

  private:
    http::ClientResponse send(http::ClientRequest request);
    Result<std::string> ask(std::string method, const std::string& target, std::string body);

    const std::string url_;
    const std::unique_ptr<http::Client> http_;
    std::string token_;
};

}  // namespace tiller::cli
