#include "http/request_reader.h"

#include <algorithm>

#include "base/text.h"
#include "http/beast.h"
#include "http/target.h"

namespace tiller::http {
namespace {

namespace wire = boost::beast::http;
using View = boost::beast::string_view;

constexpr size_t kSpareBytes = 64;             // behind the body, for simdjson
constexpr uint64_t kTrustedLength = 1u << 20;  // reserved at once on the word of a Content-Length
// What every chunked body still has to bring: "0\r\n\r\n". Beast 1.81 asserts that it sees no less once it has seen the
// last chunk's size, and would abort for an empty body whose end arrives in two packets.
constexpr size_t kLeastOfChunks = 5;

std::string_view plain(View text) { return {text.data(), text.size()}; }

/// Does a Content-Encoding name one of the codings that compress (RFC 9110 section 8.4.1)? Clients write other things
/// into it, "UTF-8" most of all, and mean a plain body.
bool is_compressed(std::string_view content_encoding) {
    constexpr std::string_view kCodings[] = {"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"};
    for (std::string_view coding : split(content_encoding, ',')) {
        if (std::ranges::find(kCodings, lower(trim(coding))) != std::end(kCodings)) return true;
    }
    return false;
}

/// Is a field of this header continued on another line (RFC 9112 section 5.2)? Beast joins the lines without a word,
/// and others may see two fields.
bool is_folded(std::string_view header) {
    header = header.substr(0, header.find("\r\n\r\n"));
    return header.find("\r\n ") != header.npos || header.find("\r\n\t") != header.npos;
}

/// Beast's push parser, writing straight into a Request.
class Parser final : public wire::basic_parser<true> {
  public:
    Parser(Request& request, size_t header_limit, size_t body_limit) : request_(request) {
        // Ours is counted over the whole header by the reader; Beast's counts only what it was offered at once.
        this->header_limit(static_cast<uint32_t>(std::min<size_t>(header_limit, UINT32_MAX)));
        this->body_limit(body_limit);
    }
    const std::string& broken_rule() const { return broken_rule_; }
    int broken_status() const { return broken_status_; }
    int version() const { return version_; }

  private:
    void refuse(ErrorCode& error, std::string rule, int status = 400) {
        broken_rule_ = std::move(rule);
        broken_status_ = status;
        error = wire::error::bad_value;
    }

    void on_request_impl(wire::verb, View method, View target, int version, ErrorCode& error) override {
        auto parsed = http::parse_target(plain(target));
        if (!parsed) return refuse(error, "the request target is neither a path nor an http URL");
        version_ = version;
        request_.method = plain(method);
        request_.path = std::move(parsed->path);
        request_.query = std::move(parsed->query);
        authority_ = std::move(parsed->authority);
    }

    void on_field_impl(wire::field id, View name, View value, ErrorCode& error) override {
        if (is_header_done()) return;
        if (id == wire::field::content_length && value.find(',') != View::npos)
            return refuse(error, "a list of lengths in Content-Length");
        auto [field, added] = request_.headers.try_emplace(lower(plain(name)), plain(value));
        if (added) return;
        if (id == wire::field::host) return refuse(error, "two Host fields");
        if (id == wire::field::content_length) return refuse(error, "two Content-Length fields");
        field->second += id == wire::field::cookie ? "; " : ", ";
        field->second += plain(value);
    }

    void on_header_impl(ErrorCode& error) override {
        if (version_ == 11 && !request_.headers.contains("host")) return refuse(error, "no Host field");
        if (!authority_.empty()) request_.headers["host"] = authority_;
        bool has_body = chunked() || content_length().value_or(0) > 0;
        std::string_view encoding = request_.header("content-encoding");
        if (has_body && is_compressed(encoding)) {
            return refuse(error, "Content-Encoding \"" + std::string(encoding) + "\": a body must come uncompressed",
                          415);
        }
        auto coding = request_.headers.find("transfer-encoding");
        if (coding == request_.headers.end()) return;
        if (version_ == 10) return refuse(error, "Transfer-Encoding in HTTP/1.0");
        if (lower(coding->second) != "chunked") return refuse(error, "a Transfer-Encoding other than chunked");
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
        if (length) request_.body.reserve(static_cast<size_t>(std::min(*length, kTrustedLength)) + kSpareBytes);
    }
    std::size_t on_body_impl(View bytes, ErrorCode&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode& error) override {
        return on_body_impl(bytes, error);
    }
    void on_finish_impl(ErrorCode&) override { request_.body.reserve(request_.body.size() + kSpareBytes); }
    void on_response_impl(int, View, int, ErrorCode&) override {}

    Request& request_;
    int version_ = 0;  // 10 or 11
    std::string authority_;
    std::string broken_rule_;
    int broken_status_ = 400;
};

}  // namespace

struct RequestReader::Impl {
    size_t header_limit;
    size_t body_limit;
    Request request;
    std::optional<Parser> parser;
    State state = State::header;
    size_t header_bytes = 0;
    int failure_status = 0;
    std::string failure_detail;

    void fail(int status, std::string detail) {
        state = State::failed;
        failure_status = status;
        failure_detail = std::move(detail);
    }

    void fail(const ErrorCode& error) {
        if (error == wire::error::header_limit) return fail_header();
        if (error == wire::error::body_limit) {
            return fail(413, "the body is longer than " + std::to_string(body_limit) + " bytes");
        }
        if (parser->broken_rule().empty()) return fail(400, error.message());
        fail(parser->broken_status(), parser->broken_rule());
    }

    void fail_header() { fail(431, "the header is longer than " + std::to_string(header_limit) + " bytes"); }

    /// One step of the parser: at most a header, a body's piece, a chunk's frame or a chunk's piece.
    /// Returns the bytes taken; sets `more` if it cannot go on with what it has.
    size_t step(std::string_view bytes, bool& more) {
        more = state == State::body && parser->chunked() && bytes.size() < kLeastOfChunks;
        if (more) return 0;
        ErrorCode error;
        size_t taken = parser->put(asio::const_buffer(bytes.data(), bytes.size()), error);
        more = error == wire::error::need_more;
        if (error && !more) return fail(error), taken;
        if (state == State::header) {
            if (is_folded(bytes.substr(0, taken))) return fail(400, "a header field goes on in a second line"), taken;
            header_bytes += taken;
            if (header_bytes + (more ? bytes.size() - taken : 0) > header_limit) return fail_header(), taken;
        } else if (more && bytes.size() - taken > header_limit) {
            return fail_header(), taken;
        }
        state = parser->is_done() ? State::done : parser->is_header_done() ? State::body : State::header;
        return taken;
    }
};

RequestReader::RequestReader(size_t header_limit, size_t body_limit)
    : impl_(new Impl{.header_limit = header_limit, .body_limit = body_limit}) {
    reset();
}

RequestReader::~RequestReader() = default;

void RequestReader::reset() {
    impl_->request = {};
    impl_->parser.emplace(impl_->request, impl_->header_limit, impl_->body_limit);
    impl_->state = State::header;
    impl_->header_bytes = 0;
}

size_t RequestReader::take(std::string_view bytes) {
    size_t taken = 0;
    // RFC 9112 section 2.2: empty lines before a request are skipped.
    while (!impl_->parser->got_some() && bytes.substr(taken).starts_with("\r\n")) taken += 2;
    if (!impl_->parser->got_some() && bytes.substr(taken) == "\r") return taken;

    bool more = false;
    while (!more && taken < bytes.size() && (state() == State::header || state() == State::body)) {
        taken += impl_->step(bytes.substr(taken), more);
    }
    return taken;
}

RequestReader::State RequestReader::state() const { return impl_->state; }
Request& RequestReader::request() { return impl_->request; }
bool RequestReader::keep_alive() const { return impl_->parser->is_header_done() && impl_->parser->keep_alive(); }
bool RequestReader::is_http_1_0() const { return impl_->parser->version() == 10; }

bool RequestReader::wants_continue() const {
    return state() == State::body && !is_http_1_0() && lower(impl_->request.header("expect")) == "100-continue";
}

int RequestReader::failure_status() const { return impl_->failure_status; }
const std::string& RequestReader::failure_detail() const { return impl_->failure_detail; }

}  // namespace tiller::http
