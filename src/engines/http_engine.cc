#include "engines/http_engine.h"

#include <fmt/format.h>

namespace tiller::engines {

http::ClientRequest post_to(const Engine& engine, std::string_view path, std::string content_type, std::string body) {
    http::ClientRequest request{.url = fmt::format("{}{}", engine.url, path),
                                .headers = {{"Content-Type", std::move(content_type)}},
                                .body = std::move(body),
                                .timeout = engine.timeout,
                                .policy = {.allow_private = true}};  // the operator names it, no customer
    if (!engine.key.empty()) request.headers.emplace_back("Authorization", "Bearer " + engine.key);
    return request;
}

std::string failure_of(const http::ClientResponse& response) {
    if (response.status == 200) return {};
    return response.status == 0 ? response.error : fmt::format("HTTP status {}", response.status);
}

}  // namespace tiller::engines
