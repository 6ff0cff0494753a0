// The request target, its query, and the router. Properties: what is encoded comes back when decoded, a capture is what
// the path held, and no path reaches a handler that its pattern does not allow.
#include <cstdlib>

#include "base/text.h"
#include "http/http.h"
#include "http/target.h"

namespace {

void require(bool truth) {
    if (!truth) std::abort();
}

tiller::http::Router make_router() {
    auto handler = [](const tiller::http::Request& request) {
        for (const auto& [name, value] : request.captures) require(!value.empty());
        return tiller::http::Response{};
    };
    tiller::http::Router router;
    for (auto pattern : {"/", "/a/b", "/a/{x}", "/a/{x}.mp3", "/{x}/{y}/c", "/f/{rest...}"})
        router.add("GET", pattern, handler);
    return router;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const tiller::http::Router router = make_router();
    std::string text(reinterpret_cast<const char*>(data), size);
    require(tiller::percent_decode(tiller::percent_encode(text), false) == text);

    auto target = tiller::http::parse_target(text);
    if (target) {
        require(target->path == "*" || target->path.starts_with('/'));
        tiller::http::Request request;
        request.method = "GET";
        request.path = target->path;
        request.query = target->query;
        request.parameter("PlanName");
        router.route(request);
    }
    if (!text.empty()) {
        std::string encoded = tiller::percent_encode(text);
        tiller::http::Request request;
        request.method = "GET";
        request.path = "/a/x" + encoded;
        request.query = "q=1&" + encoded + "=" + encoded;
        require(router.route(request).status == 200);
        bool is_mp3 = text.size() >= 4 && text.ends_with(".mp3");
        require(request.captures.at("x") == "x" + (is_mp3 ? text.substr(0, text.size() - 4) : text));
        require(request.parameter(text) == (text == "q" ? "1" : text));
    }
    return 0;
}
