#include "http/transfer.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "http/address.h"

namespace tiller::http {
namespace {

constexpr size_t kHeaderLimit = 64u << 10;  // bytes of the answer's fields that are kept
constexpr std::string_view kGivenUp = "given up";
constexpr std::string_view kMethodLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

bool has_control(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

struct UrlCleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::string timed_out(Millis limit) {
    return limit.count() % 1000 == 0 ? fmt::format("timed out after {} s", limit.count() / 1000)
                                     : fmt::format("timed out after {} ms", limit.count());
}

template <class T>
T& self_of(void* self) {
    return *static_cast<T*>(self);
}

}  // namespace

Transfer::Transfer(ClientRequest request, Done done) : request_(std::move(request)), done_(std::move(done)) {}

Transfer::~Transfer() { curl_slist_free_all(headers_); }

Result<std::string> Transfer::host() const {
    if (request_.method.empty() || request_.method.find_first_not_of(kMethodLetters) != std::string::npos) {
        return invalid("a method cannot be sent: \"" + request_.method + "\"");
    }
    for (const auto& [name, value] : request_.headers) {
        if (name.empty() || has_control(name) || has_control(value) || name.find(':') != std::string::npos) {
            return invalid("a header field cannot be sent: \"" + name + "\"");
        }
    }
    std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
    if (has_control(request_.url) || curl_url_set(url.get(), CURLUPART_URL, request_.url.c_str(), 0) != CURLUE_OK) {
        return invalid("not an http or https URL");
    }
    std::string scheme = url_part(url.get(), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return invalid("not an http or https URL");
    return scheme + "://" + lower(url_part(url.get(), CURLUPART_HOST)) + ":" +
           url_part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

void Transfer::prepare(EasyHandle handle) {
    began_ = std::chrono::steady_clock::now();
    handle_ = std::move(handle);
    CURL* easy = handle_.get();
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    // Without it, giving up a name that does not resolve would block the thread until the resolver gives up too.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<int64_t>(request_.timeout.count(), 1)));
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, curl_error_);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Transfer::before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    set_body();
    set_headers();
}

void Transfer::set_body() {
    CURL* easy = handle_.get();
    bool with_body =
        !request_.body.empty() || request_.method == "POST" || request_.method == "PUT" || request_.method == "PATCH";
    if (with_body) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    } else if (request_.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void Transfer::set_headers() {
    auto append = [&](const std::string& line) { headers_ = curl_slist_append(headers_, line.c_str()); };
    append("Expect:");
    bool typed = false;
    for (const auto& [name, value] : request_.headers) {
        typed |= lower(name) == "content-type";
        append(value.empty() ? name + ";" : name + ": " + value);  // "name:" would make curl leave it out
    }
    if (!typed) append("Content-Type:");  // else curl says it were a form
    curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, headers_);
}

/// The policy's place: `address` is the one that curl connects this very socket to.
curl_socket_t Transfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = self_of<Transfer>(self);
    if (!transfer.request_.policy.allow_private && !is_public_address(&address->addr)) {
        transfer.refused_ = to_text(&address->addr);
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// A connection that is used again may have been opened under another request's policy: it is checked as well.
int Transfer::before_request(void* self, char* remote, char*, int, int) {
    auto& transfer = self_of<Transfer>(self);
    if (transfer.request_.policy.allow_private || is_public_address(std::string(remote))) return CURL_PREREQFUNC_OK;
    transfer.refused_ = remote;
    return CURL_PREREQFUNC_ABORT;
}

size_t Transfer::take_body(char* bytes, size_t, size_t size, void* self) {
    auto& transfer = self_of<Transfer>(self);
    transfer.began_body_ |= size > 0;
    if (transfer.request_.on_piece && transfer.status_ == 200) {
        transfer.gave_up_ = !transfer.request_.on_piece({bytes, size});
        return transfer.gave_up_ ? 0 : size;
    }
    std::string& body = transfer.response_.body;
    size_t kept =
        std::min(size, transfer.request_.response_limit - std::min(body.size(), transfer.request_.response_limit));
    body.append(bytes, kept);
    transfer.cut_ = kept < size;
    return kept;  // less than offered ends the transfer: an endless answer costs no more than its limit
}

size_t Transfer::take_header(char* bytes, size_t, size_t size, void* self) {
    auto& response = self_of<Transfer>(self).response_;
    std::string_view line(bytes, size);
    if (line.starts_with("HTTP/")) response.headers.clear();  // what came before was a 1xx
    if (line == "\r\n" || line == "\n") {
        auto& transfer = self_of<Transfer>(self);
        curl_easy_getinfo(transfer.handle_.get(), CURLINFO_RESPONSE_CODE, &transfer.status_);
        transfer.answered_ = transfer.status_ >= 200;
    }
    size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with("HTTP/")) return size;
    size_t held = 0;
    for (const auto& [name, value] : response.headers) held += name.size() + value.size();
    if (held + size > kHeaderLimit) return size;
    std::string value(trim(line.substr(colon + 1)));
    auto [field, added] = response.headers.try_emplace(lower(trim(line.substr(0, colon))), value);
    if (!added) field->second += ", " + value;
    return size;
}

std::string Transfer::stop_reason(std::chrono::steady_clock::time_point now,
                                  std::chrono::steady_clock::time_point& next) const {
    if (request_.is_given_up && *request_.is_given_up) return std::string(kGivenUp);
    if (request_.first_piece_within <= Millis(0) || began_body_) return {};
    const auto until = began_ + request_.first_piece_within;
    if (until <= now) return timed_out(request_.first_piece_within);
    next = std::min(next, until);
    return {};
}

std::string Transfer::explain(CURLcode code) const {
    if (code == CURLE_OPERATION_TIMEDOUT) return timed_out(request_.timeout);
    if (gave_up_) return std::string(kGivenUp);
    bool by_policy = code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK;
    if (by_policy && !refused_.empty()) return "refused: " + refused_ + " is a private address";
    return curl_error_[0] ? curl_error_ : curl_easy_strerror(code);
}

void Transfer::finish(CURLcode code) {
    response_.elapsed = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - began_);
    bool is_enough = answered_ && (request_.status_is_enough || (code == CURLE_WRITE_ERROR && cut_));
    if (code == CURLE_OK || is_enough) {
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        response_.status = static_cast<int>(status);
        deliver();
    } else {
        fail(explain(code));
    }
}

void Transfer::fail(std::string error) {
    Millis elapsed = response_.elapsed;
    response_ = {};
    response_.error = std::move(error);
    response_.elapsed = elapsed;
    deliver();
}

void Transfer::deliver() {
    try {
        done_(std::move(response_));
    } catch (const std::exception& bug) {
        log::error("the receiver of an answer threw", {{"what", bug.what()}});
    }
}

}  // namespace tiller::http
