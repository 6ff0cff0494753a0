#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "http/http.h"

namespace tiller::http {

/// Turns bytes of a connection into requests, one after the other (RFC 9112). Knows no socket. Not thread-safe.
///
/// Invariants:
/// 1. A request whose end two parties could see at different places is refused: Content-Length with Transfer-Encoding,
///    two Content-Lengths or a list of them, a field that is folded, a coding that is not just "chunked", chunks in
///    HTTP/1.0.
/// 2. What is kept never exceeds header_limit for the header, for a chunk's frame and for the trailer, nor body_limit
///    for the body; Content-Length beyond it fails before a byte of the body is taken.
/// 3. A body that is compressed is refused with 415: nobody behind would know what to do with it.
/// 4. Trailer fields are dropped: a header that was checked cannot change after.
class RequestReader {
  public:
    enum class State { header, body, done, failed };

    RequestReader(size_t header_limit, size_t body_limit);
    ~RequestReader();

    /// Begins the next request.
    void reset();
    /// Takes what belongs to this request from the front of `bytes` and returns how many bytes that were. What is left
    /// is offered again, with what came after it (or to the next request, once this one is done).
    size_t take(std::string_view bytes);

    State state() const;
    /// The request: its header from State::body on, all of it in State::done.
    Request& request();
    /// From State::body on: whether the connection may serve another request after this one.
    bool keep_alive() const;
    bool is_http_1_0() const;
    /// In State::body: the client waits for "100 Continue" before it sends the body (RFC 9110 section 10.1.1).
    bool wants_continue() const;

    /// In State::failed: the HTTP status to answer with (400, 413, 415, 431), and why.
    int failure_status() const;
    const std::string& failure_detail() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tiller::http
