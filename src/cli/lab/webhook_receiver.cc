#include "cli/lab/webhook_receiver.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/crypto/crypto.h"
#include "base/text.h"

namespace tiller::cli {

Result<std::unique_ptr<WebhookReceiver>> WebhookReceiver::open(std::string secret) {
    std::unique_ptr<WebhookReceiver> receiver(new WebhookReceiver(std::move(secret)));
    auto router = std::make_shared<http::Router>();
    router->add("POST", "/hook", [r = receiver.get()](const http::Request& request) { return r->take(request); });
    auto server = http::Server::open({.port = 0, .worker_threads = 2}, router);
    if (!server) return server.error();
    receiver->server_ = std::move(*server);
    return receiver;
}

std::string WebhookReceiver::url() const { return fmt::format("http://127.0.0.1:{}/hook", server_->port()); }

void WebhookReceiver::count_only(std::string plan) {
    std::lock_guard lock(mutex_);
    plan_ = std::move(plan);
}

WebhookReceiver::Arrived WebhookReceiver::arrived(const std::string& kind) const {
    std::lock_guard lock(mutex_);
    auto found = kinds_.find(kind);
    if (found == kinds_.end()) return {};
    return {found->second.deliveries, found->second.ids.size(), found->second.signed_well};
}

size_t WebhookReceiver::deliveries() const {
    std::lock_guard lock(mutex_);
    size_t sum = 0;
    for (const auto& [name, kind] : kinds_) sum += kind.deliveries;
    return sum;
}

http::Response WebhookReceiver::take(const http::Request& request) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view event, plan;
    if (parser.parse(request.body).get(root) || root["Event"].get(event)) return {.status = 400};
    if (root["PlanName"].get(plan)) plan = {};
    bool good = is_signed_well(request);
    std::lock_guard lock(mutex_);
    if (!plan_.empty() && plan != plan_) return {};
    Kind& kind = kinds_[std::string(event)];
    ++kind.deliveries;
    kind.signed_well += good ? 1 : 0;
    kind.ids.emplace(request.header("webhook-id"));
    return {};
}

/// docs/contract/voice.md, Webhooks: reckoned anew from what the documentation says, not by the sender's code.
bool WebhookReceiver::is_signed_well(const http::Request& request) const {
    constexpr std::string_view kPrefix = "whsec_";
    std::string own = to_hex(hmac_sha256(secret_, request.body));
    std::string content =
        fmt::format("{}.{}.{}", request.header("webhook-id"), request.header("webhook-timestamp"), request.body);
    std::string key = from_base64(std::string_view(secret_).substr(kPrefix.size())).value_or("");
    std::string standard = "v1," + to_base64(hmac_sha256(key, content));
    return request.header("x-airudder-sign") == own && request.header("webhook-signature") == standard;
}

}  // namespace tiller::cli
