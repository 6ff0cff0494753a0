#include "http/answer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/date.h"
#include "http/status.h"

namespace tiller::http {
namespace {

/// The Date field's value, made once a second and thread.
const std::string& date_now() {
    thread_local std::time_t made_at = 0;
    thread_local std::string made;
    std::time_t now = std::time(nullptr);
    if (now != made_at) {
        made = format_date(now);
        made_at = now;
    }
    return made;
}

void append_clean(std::string& out, std::string_view text) {
    for (char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
}

bool is_framing(std::string_view lower_name) {
    return lower_name == "content-length" || lower_name == "transfer-encoding" || lower_name == "connection";
}

bool forbids_body(int status) { return status == 204 || status == 304; }

}  // namespace

Answer::Answer(Response response, AnswerForm form, std::optional<uint64_t> stream_length)
    : form_(form), status_(response.status), stream_pause_(response.stream_pause), length_(stream_length) {
    bell_ = std::move(response.bell);
    empty_ = form.head || forbids_body(status_);
    if (!response.stream && !length_) length_ = response.body.size();
    for (const auto& [name, value] : response.headers) {
        if (lower(name) == "connection" && lower(value) == "close") form_.keep_alive = false;
    }
    if (!length_ && form_.http_1_0) form_.keep_alive = false;
    write_head(response);
    if (empty_) return;
    source_ = std::move(response.stream);
    if (!source_) body_ = std::move(response.body);
}

void Answer::write_head(const Response& response) {
    head_.reserve(256);
    fmt::format_to(std::back_inserter(head_), "HTTP/1.1 {} {}\r\nDate: {}\r\n", status_, reason_phrase(status_),
                   date_now());
    if (!response.content_type.empty() && !forbids_body(status_)) {
        head_ += "X-Content-Type-Options: nosniff\r\n";  // no browser may take a value that we echo for a page
        append_field(head_, "Content-Type", response.content_type);
    }
    for (const auto& [name, value] : response.headers) {
        if (!is_framing(lower(name))) append_field(head_, name, value);
    }
    if (forbids_body(status_)) {
        // RFC 9110 section 8.6: no Content-Length with 204, and none is needed with 304.
    } else if (length_) {
        fmt::format_to(std::back_inserter(head_), "Content-Length: {}\r\n", *length_);
    } else if (!form_.http_1_0) {
        head_ += "Transfer-Encoding: chunked\r\n";
    }
    if (!form_.keep_alive) head_ += "Connection: close\r\n";
    if (form_.keep_alive && form_.http_1_0) head_ += "Connection: keep-alive\r\n";
    head_ += "\r\n";
}

Piece Answer::first() {
    Piece piece;
    if (empty_) {
        piece.last = true;
    } else if (source_) {
        piece = next();
    } else {
        piece.bytes = std::move(body_);
        piece.last = true;
    }
    piece.before.insert(0, head_);
    return piece;
}

Piece Answer::next() { return length_ ? next_counted() : next_uncounted(); }

Piece Answer::next_counted() {
    Piece piece;
    if (sent_ < *length_) piece.bytes = source_();
    sent_ += piece.bytes.size();
    piece.last = sent_ >= *length_;
    // A file that shrank, or a source that gives more than it said, must not pass as whole.
    piece.cut = sent_ > *length_ || (piece.bytes.empty() && sent_ < *length_);
    return piece;
}

Piece Answer::next_uncounted() {
    Piece piece;
    piece.bytes = source_();
    piece.last = piece.bytes.empty();
    if (form_.http_1_0) return piece;
    if (piece.last) {
        piece.before = "0\r\n\r\n";
    } else {
        piece.before = fmt::format("{:x}\r\n", piece.bytes.size());
        piece.after = "\r\n";
    }
    return piece;
}

}  // namespace tiller::http
