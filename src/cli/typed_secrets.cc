#include "cli/typed_secrets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tiller::cli {
namespace {

constexpr std::array<std::string_view, 7> kSecretFields = {"password",      "secret", "old_secret", "app_secret",
                                                           "result_secret", "token",  "key"};

/// "variables.password=x" → "variables.password", if x is a secret and not the name of a file.
std::string_view secret_field(std::string_view word) {
    size_t mark = word.find('=');
    if (mark == std::string_view::npos || word.starts_with('-')) return {};
    std::string_view name = word.substr(0, mark), value = word.substr(mark + 1);
    std::string_view field = name.substr(name.find_last_of('.') + 1);
    bool is_secret = std::ranges::find(kSecretFields, field) != kSecretFields.end();
    return is_secret && !value.empty() && value != "null" && !value.starts_with('@') ? name : std::string_view();
}

}  // namespace

std::string warning_of_typed_secrets(const std::vector<std::string>& words) {
    std::vector<std::string> fields;
    for (const std::string& word : words) {
        if (auto field = secret_field(word); !field.empty()) fields.push_back(fmt::format("{0}=@file for {0}", field));
    }
    // The keys of `crypt` are names of files.
    bool has_key = !words.empty() && words.front() != "crypt" &&
                   std::ranges::any_of(words, [](const auto& w) { return w == "--key" || w.starts_with("--key="); });
    if (has_key) fields.emplace_back("TILLER_ADMIN_KEY for --key");
    if (fields.empty()) return {};
    return fmt::format("what is typed can be read by everybody on this machine: use {}", fmt::join(fields, ", "));
}

}  // namespace tiller::cli
