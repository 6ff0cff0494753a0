#include <fmt/format.h>

#include "base/text.h"
#include "journal/kinds.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;

constexpr std::string_view kSecretPrefix = "whsec_";

/// "http://host…" or "https://host…" without spaces: what more is wrong, the first delivery tells.
bool is_url(std::string_view url) {
    std::string scheme = lower(url.substr(0, std::min(url.find("://"), url.size())));
    if (scheme != "http" && scheme != "https") return false;
    std::string_view rest = url.substr(scheme.size() + 3);
    std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    return !host.empty() && host.front() != ':' && url.find_first_of(" \"<>\\^`{|}") == std::string_view::npos;
}

bool has_user(std::string_view url) {
    std::string_view rest = url.substr(std::min(url.find("://"), url.size()));
    rest.remove_prefix(std::min<size_t>(3, rest.size()));
    return rest.substr(0, rest.find_first_of("/?#")).find('@') != std::string_view::npos;
}

store::EventKinds read_events(MapReader& map, bool may_be_none) {
    if (!map.find("events")) return store::kUsualEvents;
    store::EventKinds events;
    map.texts("events", 16, [&](const std::string& word, const Node& item, const std::string& path) {
        if (auto* kind = journal::find_kind(word)) {
            events.insert(kind->kind);
        } else {
            map.fault(item, fmt::format("{} \"{}\" must be {}", path, word, journal::names_of_kinds()));
        }
    });
    const Node& list = *map.find("events");
    if (list.is_list() && list.items.empty() && !may_be_none)
        map.fault(list, map.path_of("events") + " must name " + journal::names_of_kinds());
    return events;
}

}  // namespace

void check_webhook_secret(MapReader& map, std::string_view key, const std::string& secret) {
    if (!secret.starts_with(kSecretPrefix)) return;
    auto decoded = from_base64(std::string_view(secret).substr(kSecretPrefix.size()));
    if (decoded && !decoded->empty()) return;
    map.fault(*map.find(key), map.path_of(key) + ": what follows whsec_ must be base64 (Standard Webhooks)");
}

std::string read_url(MapReader& map, std::string_view key) {
    std::string url = map.name(key, 2048);
    if (!url.empty() && !is_url(url)) {
        map.fault(*map.find(key), map.told(key) + " must be a URL that begins with https:// or http://");
    } else if (has_user(url)) {
        map.fault(*map.find(key), map.path_of(key) +
                                      " must not hold a user or a password, which would be shown to everybody who may "
                                      "see it: the receiver knows us by the signature of the secret");
    }
    return url;
}

WebhookSetup read_webhook(SetupContext& context, const Node& node, const std::string& path, bool is_of_route) {
    MapReader map(context, node, path, {"url", "events", "secret", "old_secret", "enabled"});
    WebhookSetup webhook;
    webhook.url = read_url(map, "url");
    webhook.events = read_events(map, is_of_route);
    const Node* secret = map.find("secret");
    webhook.keeps_secrets = !secret && !map.find("old_secret");
    webhook.place = context.place(secret ? secret->at : node.at);
    webhook.path = map.path_of("secret");
    if (!webhook.keeps_secrets) webhook.secret = map.secret("secret", true);
    check_webhook_secret(map, "secret", webhook.secret);
    webhook.old_secret = map.secret("old_secret", false);
    check_webhook_secret(map, "old_secret", webhook.old_secret);
    webhook.enabled = map.truth("enabled", true);
    return webhook;
}

}  // namespace tiller::setup
