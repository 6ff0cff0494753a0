// `webhooks` of an account.
#include <fmt/format.h>

#include "base/text.h"
#include "journal/kinds.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;
using form::Form;
using form::Wrong;

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

form::Words<store::EventKind> kinds_of_events() {
    form::Words<store::EventKind> words;
    for (const journal::Kind& kind : journal::kinds()) words.emplace_back(kind.name, kind.kind);
    return words;
}

}  // namespace

std::optional<Wrong> check_url(std::string& url) {
    if (!is_url(url)) return Wrong{" must be a URL that begins with https:// or http://"};
    if (!has_user(url)) return std::nullopt;
    return Wrong{.rule =
                     " must not hold a user or a password, which would be shown to everybody who may see it: the "
                     "receiver knows us "
                     "by the signature of the secret",
                 .hides = true};
}

std::optional<Wrong> check_webhook_secret(std::string& secret) {
    if (!secret.starts_with(kSecretPrefix)) return std::nullopt;
    auto decoded = from_base64(std::string_view(secret).substr(kSecretPrefix.size()));
    if (decoded && !decoded->empty()) return std::nullopt;
    return Wrong{": what follows whsec_ must be base64 (Standard Webhooks)"};
}

const Form<WebhookSetup>& webhook_form() {
    static const auto form =
        Form<WebhookSetup>()
            .name("url", &WebhookSetup::url,
                  {.required = true,
                   .longest = kLongestUrl,
                   .check = check_url,
                   .example = "https://example.com/hook",
                   .about = "`https://…`; one that was switched off because it failed is switched on again"})
            .choices("events", &WebhookSetup::events, kinds_of_events(),
                     {.about = "in an answer none means: it gets the call records of routes only"})
            .secret("secret", &WebhookSetup::secret,
                    {.made = true,
                     .fewest = 1,
                     .longest = 256,
                     .check = check_webhook_secret,
                     .about = "`whsec_` and base64 (Standard Webhooks), or any text. Change it in a file, and the one "
                              "before signs too for 24 hours ([webhooks.md](webhooks.md)); over HTTP it is changed by "
                              "`POST webhooks/{id}/rotate`"})
            .secret("old_secret", &WebhookSetup::old_secret,
                    {.file_only = true,
                     .quiet = true,
                     .longest = 256,
                     .check = check_webhook_secret,
                     .about = "signs, too, as long as it stands here"})
            .flag("enabled", &WebhookSetup::enabled, {.about = "switched on, it has no failures behind it"})
            .leave_out("secret", [](const WebhookSetup& webhook) { return webhook.keeps_secrets; })
            .leave_out("old_secret", [](const WebhookSetup& webhook) { return webhook.keeps_secrets; });
    return form;
}

void finish(SetupContext& context, const Node& node, const std::string& path, WebhookSetup& webhook, bool is_of_route) {
    MapReader map(context, node, path);
    const Node *secret = map.find("secret"), *old_secret = map.find("old_secret"), *events = map.find("events");
    if (events && events->is_list() && events->items.empty() && !is_of_route) {
        map.fault(*events, map.path_of("events") + " must name " + journal::names_of_kinds());
    }
    webhook.keeps_secrets = !secret && !old_secret;
    webhook.place = context.place(secret ? secret->at : node.at);
    webhook.path = map.path_of("secret");
    if (old_secret && !secret) map.fault(node, webhook.path + " is missing");
}

}  // namespace tiller::setup
