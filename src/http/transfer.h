#pragma once
#include <curl/curl.h>

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"

namespace tiller::http {

struct EasyCleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using EasyHandle = std::unique_ptr<CURL, EasyCleanup>;

/// One request on its way: a curl easy handle and what its callbacks gather. Not thread-safe; stays where it was made,
/// since curl holds pointers to it.
class Transfer {
  public:
    using Done = std::function<void(ClientResponse)>;

    Transfer(ClientRequest request, Done done);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// "http://host:port", the unit of the limits; an error for a URL or a header that cannot be sent.
    Result<std::string> host() const;

    /// Sets the handle up. The time runs from here.
    void prepare(EasyHandle handle);
    CURL* handle() const { return handle_.get(); }
    EasyHandle take_handle() { return std::move(handle_); }

    /// Why it must not go on, though curl would; empty: it may. `next` becomes the moment to ask again, if that is sooner.
    std::string stop_reason(std::chrono::steady_clock::time_point now,
                            std::chrono::steady_clock::time_point& next) const;

    /// Calls `done` with the answer, or why there is none.
    void finish(CURLcode code);
    void fail(std::string error);

  private:
    static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int before_request(void* self, char* remote, char* local, int remote_port, int local_port);
    static size_t take_body(char* bytes, size_t, size_t size, void* self);
    static size_t take_header(char* bytes, size_t, size_t size, void* self);
    void set_body();
    void set_headers();
    std::string explain(CURLcode code) const;
    void deliver();

    const ClientRequest request_;
    Done done_;
    ClientResponse response_;
    EasyHandle handle_;
    curl_slist* headers_ = nullptr;
    char curl_error_[CURL_ERROR_SIZE] = "";
    std::string refused_;    // the address that the policy forbade
    bool cut_ = false;       // the answer went beyond response_limit
    bool answered_ = false;  // status and header fields are here; what follows is the body
    long status_ = 0;        // once answered_
    bool began_body_ = false, gave_up_ = false;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace tiller::http
