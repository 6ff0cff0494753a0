#include "web/cloud/envelope.h"

#include <fmt/format.h>

#include "base/metrics.h"
#include "http/status.h"

namespace tiller::cloud {
namespace {

constexpr std::string_view kRetryAfterSeconds = "5";

void count(int code) {
    metrics::counter("tiller_api_answers_total", "answers by the contract's code", {{"code", std::to_string(code)}})
        .Increment();
}

std::string status_text(const Fault& fault) {
    std::string text(text_of_code(fault.code));
    if (text.empty()) text = http::reason_phrase(fault.code);
    return fault.message.empty() ? text : fmt::format("{}: {}", text, fault.message);
}

}  // namespace

http::Response answer(std::string_view data) {
    count(wire_code::ok);
    http::Response response;
    response.body.reserve(kBeforeData.size() + data.size() + kAfterData.size());
    response.body.append(kBeforeData).append(data).append(kAfterData);
    return response;
}

http::Response refuse(const Fault& fault, std::string_view data) {
    count(fault.code);
    JsonWriter json;
    json.begin_object();
    json.raw_field("data", data);
    json.field("status", status_text(fault));
    json.field("code", fault.code);
    json.end_object();
    http::Response response;
    response.status = http_status_of(fault.code);
    response.body = json.take();
    if (fault.code == wire_code::token_wrong) response.headers.emplace_back("WWW-Authenticate", "Token");
    if (fault.code == wire_code::unavailable) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
    return response;
}

http::Response refuse_unhandled(int status, const std::string& detail) {
    http::Response response = refuse({status, detail});
    std::erase_if(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
    return response;
}

}  // namespace tiller::cloud
