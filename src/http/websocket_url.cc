#include <curl/curl.h>

#include "base/text.h"
#include "http/websocket.h"

namespace tiller::http {
namespace {

struct CurlUrlCleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

}  // namespace

std::string WebSocketUrl::authority() const {
    std::string name = host.find(':') == host.npos ? host : "[" + host + "]";
    return port == (is_secure ? "443" : "80") ? name : name + ":" + port;
}

/// RFC 6455 section 3: of the schemes http and https but for their names, and without a fragment.
Result<WebSocketUrl> parse_websocket_url(const std::string& url) {
    const bool is_secure = lower(url.substr(0, 6)) == "wss://";
    const Error wrong = invalid("not a ws or wss URL");
    if (!is_secure && lower(url.substr(0, 5)) != "ws://") return wrong;
    for (unsigned char c : url) {
        if (c <= ' ' || c == 0x7f || c == '#') return wrong;
    }
    std::unique_ptr<CURLU, CurlUrlCleanup> parsed(curl_url());
    const std::string as_http = (is_secure ? "https" : "http") + url.substr(is_secure ? 3 : 2);
    if (curl_url_set(parsed.get(), CURLUPART_URL, as_http.c_str(), 0) != CURLUE_OK) return wrong;
    if (!part_of(parsed.get(), CURLUPART_USER).empty()) return invalid("a ws or wss URL holds no user");
    WebSocketUrl parts{.is_secure = is_secure,
                       .host = lower(part_of(parsed.get(), CURLUPART_HOST)),
                       .port = part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT),
                       .target = part_of(parsed.get(), CURLUPART_PATH)};
    if (parts.host.starts_with('[')) parts.host = parts.host.substr(1, parts.host.size() - 2);
    if (std::string query = part_of(parsed.get(), CURLUPART_QUERY); !query.empty()) parts.target += "?" + query;
    return parts;
}

}  // namespace tiller::http
