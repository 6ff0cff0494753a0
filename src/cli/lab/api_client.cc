#include "cli/lab/api_client.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <future>

#include "base/json/json.h"
#include "base/text.h"

namespace tiller::cli {

Result<void> ApiClient::log_in(const std::string& app_key, const std::string& app_secret) {
    JsonWriter json;
    json.begin_object();
    json.field("APPKey", app_key);
    json.field("APPSecret", app_secret);
    json.end_object();
    auto data = post("/auth", json.take());
    if (!data) return data.error();
    simdjson::dom::parser parser;
    std::string_view token;
    if (parser.parse(*data)["token"].get(token)) return internal_error("the server gives no token");
    token_ = token;
    return {};
}

Result<std::string> ApiClient::post(const std::string& path, const std::string& body) {
    return ask("POST", path, body);
}

Result<std::string> ApiClient::get(const std::string& path, const Query& query) {
    std::string target = path;
    for (const auto& [name, value] : query) {
        target +=
            fmt::format("{}{}={}", target.find('?') == std::string::npos ? '?' : '&', name, percent_encode(value));
    }
    return ask("GET", target, "");
}

bool ApiClient::is_ready() {
    return send({.method = "GET", .url = url_ + "/readyz", .timeout = Millis(5'000), .policy = {.allow_private = true}})
               .status == 200;
}

http::ClientResponse ApiClient::send(http::ClientRequest request) {
    std::promise<http::ClientResponse> answered;
    http_->send(std::move(request), [&](http::ClientResponse response) { answered.set_value(std::move(response)); });
    return answered.get_future().get();
}

Result<std::string> ApiClient::ask(std::string method, const std::string& target, std::string body) {
    http::ClientRequest request{.method = std::move(method),
                                .url = url_ + "/service/cloud" + target,
                                .headers = {{"Content-Type", "application/json"}},
                                .body = std::move(body),
                                .timeout = Millis(60'000),
                                .response_limit = 256u << 20,
                                .policy = {.allow_private = true}};  // our own server
    if (!token_.empty()) request.headers.emplace_back("Authorization", "Token " + token_);
    auto answer = send(std::move(request));
    if (answer.status == 0) return unavailable(fmt::format("{} does not answer: {}", url_, answer.error));
    simdjson::dom::parser parser;
    simdjson::dom::element root, data;
    int64_t code = 0;
    std::string_view status;
    if (parser.parse(answer.body).get(root) || root["code"].get(code) || root["status"].get(status) ||
        root["data"].get(data)) {
        return internal_error(fmt::format("{} answers {}, and not as a tiller does", url_, answer.status));
    }
    if (code != 200) return invalid(fmt::format("{} {}", code, status));
    return simdjson::minify(data);
}

}  // namespace tiller::cli
