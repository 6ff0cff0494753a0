#pragma once
// A Response as bytes for the wire, piece by piece. Knows no socket.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/http.h"

namespace tiller::http {

/// What of the request decides how its answer is written.
struct AnswerForm {
    bool head = false;       // HEAD: a header as for GET, no body
    bool http_1_0 = false;   // no chunks: the end of a stream is the end of the connection
    bool keep_alive = true;  // what the client and the server would like
};

/// Bytes to be written in this order. The views in `after` point to static text.
struct Piece {
    std::string before;
    std::string bytes;
    std::string_view after;
    bool last = false;
    bool cut = false;  // the answer cannot be finished: close the connection without its end
};

/// One answer. Not thread-safe: first and next run on workers, one at a time.
///
/// Invariants:
/// 1. The bytes of an answer with Content-Length are exactly that many, or the last piece says `cut`.
/// 2. No field name or value holds CR, LF or NUL, whatever a handler gave.
/// 3. Framing (Content-Length, Transfer-Encoding, Connection) is ours alone: a handler's fields of these names are
///    dropped, but `Connection: close` is obeyed.
class Answer {
  public:
    /// `stream_length`: how many bytes `response.stream` gives, if that is known (files).
    Answer(Response response, AnswerForm form, std::optional<uint64_t> stream_length = {});

    /// The header, and the first piece of the body with it.
    Piece first();
    Piece next();

    int status() const { return status_; }
    bool keep_alive() const { return form_.keep_alive; }
    Millis stream_pause() const { return stream_pause_; }
    Bell* bell() const { return bell_.get(); }

  private:
    void write_head(const Response& response);
    Piece next_counted();
    Piece next_uncounted();

    AnswerForm form_;
    int status_;
    Millis stream_pause_;
    std::shared_ptr<Bell> bell_;      // null: none
    bool empty_ = false;              // nothing follows the header: HEAD, 204, 304
    std::optional<uint64_t> length_;  // of the body; nothing: it ends with its last chunk, or the connection
    uint64_t sent_ = 0;
    std::string head_;
    std::string body_;
    BodySource source_;
};

}  // namespace tiller::http
