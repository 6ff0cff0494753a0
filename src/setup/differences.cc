#include "setup/differences.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace tiller::setup {
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

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::array<std::string_view, 6> kSecrets = {"password", "secret",        "old_secret",
                                                      "tokens",   "result_secret", "app_secret"};
constexpr size_t kLongestValue = 60;  // characters

std::string shown(const element* value) {
    if (!value) return "(none)";
    std::string_view text;
    std::string whole = value->get(text) ? simdjson::minify(*value) : std::string(text);
    if (whole.find('\n') != std::string::npos) return "(a text)";
    if (whole.empty()) return "\"\"";
    if (utf8_length(whole) <= kLongestValue) return whole;
    return std::string(utf8_prefix(whole, kLongestValue - 1)) + "…";
}

/// Goes down where both have the same members, and tells single values.
void compare(std::vector<std::string>& out, const std::string& path, const element* before, const element* after) {
    object old_fields, new_fields;
    array old_items, new_items;
    if (before && after && !before->get(old_fields) && !after->get(new_fields)) {
        for (auto field : new_fields) {
            element old;
            bool had = !old_fields.at_key(field.key).get(old);
            compare(out, fmt::format("{}.{}", path, field.key), had ? &old : nullptr, &field.value);
        }
        for (auto field : old_fields) {
            if (element now; new_fields.at_key(field.key).get(now)) {
                compare(out, fmt::format("{}.{}", path, field.key), &field.value, nullptr);
            }
        }
        return;
    }
    bool are_lists = before && after && !before->get(old_items) && !after->get(new_items);
    auto holds_objects = [](const array& items) { return items.size() > 0 && items.at(0).is_object(); };
    if (are_lists && (holds_objects(old_items) || holds_objects(new_items))) {
        for (size_t i = 0; i < std::max(old_items.size(), new_items.size()); ++i) {
            element old, now;
            bool had = !old_items.at(i).get(old), has = !new_items.at(i).get(now);
            std::string item = fmt::format("{}[{}]", path, i);
            if (had && has) {
                compare(out, item, &old, &now);
            } else {
                out.push_back(item + (has ? " added" : " removed"));
            }
        }
        return;
    }
    std::string old = shown(before), now = shown(after);
    bool same = before && after && simdjson::minify(*before) == simdjson::minify(*after);
    if (!same) out.push_back(fmt::format("{} {} → {}", path, old, now));
}

bool is_secret(std::string_view name) { return std::ranges::find(kSecrets, name) != kSecrets.end(); }

}  // namespace

std::vector<std::string> with_values(const std::vector<std::string>& names, std::string_view before,
                                     std::string_view after) {
    if (before.empty() || after.empty()) return names;  // things that have no document: the names say it all
    simdjson::dom::parser old_parser, new_parser;
    object old_fields, new_fields;
    if (old_parser.parse(before.data(), before.size()).get(old_fields) ||
        new_parser.parse(after.data(), after.size()).get(new_fields)) {
        return names;
    }
    std::vector<std::string> out;
    auto tell = [&](const std::string& name) {
        element old, now;
        bool had = !old_fields.at_key(name).get(old), has = !new_fields.at_key(name).get(now);
        if (had || has) compare(out, name, had ? &old : nullptr, has ? &now : nullptr);
    };
    for (const std::string& name : names) {
        size_t told = out.size();
        if (name == "definition") {
            std::set<std::string> all;
            for (auto field : old_fields) all.emplace(field.key);
            for (auto field : new_fields) all.emplace(field.key);
            for (const std::string& field : all) {
                if (!is_secret(field) && std::ranges::find(names, field) == names.end()) tell(field);
            }
        } else if (!is_secret(name)) {
            tell(name);
        }
        if (out.size() == told) out.push_back(name);
    }
    return out;
}

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

}  // namespace tiller::setup
