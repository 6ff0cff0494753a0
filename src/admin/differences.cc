#include "admin/differences.h"

namespace tiller::admin {
namespace {

class Comparison {
  public:
    template <class T>
    Comparison& field(const char* name, const T& stored, const T& wanted) {
        if (!(stored == wanted)) names_.emplace_back(name);
        return *this;
    }
    std::vector<std::string> take() { return std::move(names_); }

  private:
    std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> differences(const store::Account& stored, const store::Account& wanted) {
    return Comparison()
        .field("service", stored.service, wanted.service)
        .field("zone", stored.zone, wanted.zone)
        .field("country", stored.country, wanted.country)
        .field("language", stored.language, wanted.language)
        .field("guard", stored.guard, wanted.guard)
        .field("number_check", stored.strict_numbers, wanted.strict_numbers)
        .field("duplicate_limit", stored.duplicate_limit, wanted.duplicate_limit)
        .field("limits", stored.limits, wanted.limits)
        .field("encryption", stored.encryption, wanted.encryption)
        .field("retention", stored.retention, wanted.retention)
        .take();
}

std::vector<std::string> differences(const store::Line& stored, const LineSetup& wanted) {
    auto config = campaign::line_from_json(stored.config);
    if (!config) return {"all"};  // a damaged row is put right
    const auto& old = *config;
    const auto& own = wanted.config;
    return Comparison()
        .field("enabled", stored.enabled, wanted.enabled)
        .field("server", old.servers, own.servers)
        .field("username", old.username, own.username)
        .field("password", old.password, wanted.keeps_password ? old.password : own.password)
        .field("register", old.registers, own.registers)
        .field("country", old.country, own.country)
        .field("caller_numbers", old.caller_numbers, own.caller_numbers)
        .field("codecs", old.payloads, own.payloads)
        .field("max_channels", old.max_channels, own.max_channels)
        .field("max_calls_per_second", old.max_calls_per_second, own.max_calls_per_second)
        .field("ring_timeout", old.ring_timeout, own.ring_timeout)
        .field("outcomes", old.outcomes, own.outcomes)
        .field("repeat_unknown", old.repeat_unknown, own.repeat_unknown)
        .take();
}

std::vector<std::string> differences(const store::Endpoint& stored, const WebhookSetup& wanted) {
    // An old secret that goes by itself is none of the file's business, unless the file names one.
    bool keeps_old = wanted.keeps_secrets || (wanted.old_secret.empty() && stored.old_secret_until);
    return Comparison()
        .field("events", stored.events, wanted.events)
        .field("secret", stored.secret, wanted.keeps_secrets ? stored.secret : wanted.secret)
        .field("old_secret", stored.old_secret, keeps_old ? stored.old_secret : wanted.old_secret)
        .field("enabled", stored.enabled, wanted.enabled)
        .take();
}

std::vector<std::string> differences(const store::Route& stored, const store::Route& wanted) {
    return Comparison()
        .field("enabled", stored.enabled, wanted.enabled)
        .field("definition", stored.definition, wanted.definition)
        .field("tokens", stored.tokens, wanted.tokens)
        .field("result_url", stored.endpoint, wanted.endpoint)
        .take();
}

}  // namespace tiller::admin
