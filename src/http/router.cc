#include <set>

#include "base/log.h"
#include "http/http.h"
#include "http/pattern.h"
#include "http/target.h"

namespace tiller::http {

struct Router::Route {
    std::string method, text;
    Pattern pattern;
    Handler handler;
};

Router::Router() = default;
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(std::string method, std::string pattern, Handler handler) {
    auto route = std::make_shared<const Route>(Route{std::move(method), pattern, Pattern(pattern), std::move(handler)});
    auto before = [](const std::shared_ptr<const Route>& a, const std::shared_ptr<const Route>& b) {
        return a->pattern.more_literal_than(b->pattern);
    };
    routes_.insert(std::upper_bound(routes_.begin(), routes_.end(), route, before), route);
}

std::vector<std::pair<std::string, std::string>> Router::list() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& route : routes_) all.emplace_back(route->method, route->text);
    return all;
}

void Router::set_fallback(std::string prefix, Fallback fallback) {
    fallbacks_.insert_or_assign(std::move(prefix), std::move(fallback));
}

Response Router::refuse(const Request& request, int status, const std::string& detail) const noexcept {
    // A longer prefix of the same path sorts behind a shorter one.
    for (auto it = fallbacks_.rbegin(); it != fallbacks_.rend(); ++it) {
        if (!request.path.starts_with(it->first)) continue;
        try {
            return it->second(request, status, detail);
        } catch (const std::exception& bug) {
            log::error("a fallback threw", {{"what", bug.what()}});
            break;
        }
    }
    return plain_response(status, detail);
}

Response Router::route(Request& request) const {
    request.captures.clear();
    auto segments = path_segments(request.path);
    if (!segments) return refuse(request, request.path == "*" ? 404 : 400, {});

    const Route* get = nullptr;  // what HEAD falls to
    Captures get_captures;
    std::set<std::string> allowed;
    Captures captures;
    for (const auto& route : routes_) {
        if (!route->pattern.match(*segments, captures)) continue;
        if (route->method == request.method) {
            request.captures = std::move(captures);
            return route->handler(request);
        }
        allowed.insert(route->method);
        if (route->method != "GET" || get) continue;
        allowed.insert("HEAD");
        get = route.get();
        get_captures = captures;
    }
    if (get && request.method == "HEAD") {
        request.captures = std::move(get_captures);
        return get->handler(request);
    }
    if (allowed.empty()) return refuse(request, 404, {});
    std::string list;
    for (const std::string& method : allowed) list += (list.empty() ? "" : ", ") + method;
    Response response = refuse(request, 405, {});
    response.headers.emplace_back("Allow", std::move(list));
    return response;
}

}  // namespace tiller::http
