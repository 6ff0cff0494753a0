#include "dialogue/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/text.h"

namespace tiller::dialogue {
namespace {

using Kind = Segment::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 7> kKinds = {{
    {"text", Kind::text},
    {"name", Kind::name},
    {"number", Kind::number},
    {"amount", Kind::amount},
    {"date", Kind::date},
    {"time", Kind::time},
    {"digits", Kind::digits},
}};

}  // namespace

const RowVariables& builtin_variables() {
    static const RowVariables kVariables = {
        {"Debtor", {Kind::name}},
        {"Mobile", {Kind::digits}},
        {"LoanDate", {Kind::date}},
        {"DueDate", {Kind::date}},
        {"LoanAmount", {Kind::amount, "", "Unit"}},
        {"Arrears", {Kind::amount, "", "Unit"}},
        {"Unit", {Kind::text}},
        {"Platform", {Kind::name}},
        {"Comments", {Kind::text}},
        {"Gender", {Kind::text}},
        {"ExtraA", {Kind::text}},
        {"ExtraB", {Kind::text}},
        {"ExtraC", {Kind::text}},
        {"LoanID", {Kind::text}},
        {"Customer", {Kind::name}},
        {"Callee", {Kind::digits}},
        {"Product", {Kind::text}},
        {"Company", {Kind::name}},
        {"Address", {Kind::text}},
        {"Relation", {Kind::text}},
    };
    return kVariables;
}

std::optional<Kind> parse_kind(std::string_view word) {
    for (const auto& [name, kind] : kKinds) {
        if (name == word) return kind;
    }
    return std::nullopt;
}

std::string_view to_name(Kind kind) {
    for (const auto& [name, known] : kKinds) {
        if (known == kind) return name;
    }
    return "text";
}

std::string kind_names() {
    std::string names;
    for (const auto& [name, kind] : kKinds) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

bool is_name(std::string_view text) {
    auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= 64 && letter(text[0]) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

bool is_reserved(std::string_view name) {
    static constexpr std::array<std::string_view, 14> kWords = {"and",    "or",         "not",     "true", "false",
                                                                "else",   "in",         "is",      "key",  "heard",
                                                                "intent", "confidence", "machine", "today"};
    return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

std::optional<Kind> Scope::kind(std::string_view name) const {
    if (auto slot = slots.find(name); slot != slots.end()) return slot->second;
    if (auto variable = variables.find(name); variable != variables.end()) return variable->second.kind;
    return std::nullopt;
}

std::vector<std::string_view> Scope::names() const {
    std::vector<std::string_view> names;
    for (const auto& [name, kind] : slots) names.push_back(name);
    for (const auto& [name, variable] : variables) names.push_back(name);
    return names;
}

}  // namespace tiller::dialogue
