#pragma once
// What a list is narrowed by: parameters of the query, each a word of a list.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "web/management/problem.h"
#include "web/management/resource.h"

namespace tiller::management {

/// A parameter that `parse` must understand; nothing if it is absent. Throws Refusal (400).
template <class Parse>
auto filter(const RequestContext& ctx, std::string_view name, Parse parse, std::string_view rule)
    -> decltype(parse(std::string_view())) {
    std::string text = ctx.parameter(name);
    if (text.empty()) return std::nullopt;
    auto value = parse(std::string_view(text));
    if (value) return value;
    throw Refusal{problem(400, fmt::format("{} \"{}\" must be {}", name, utf8_prefix(text, 64), rule))};
}

inline constexpr Parameter kStatusFilter{"status", "",
                                         R"({"enum":["waiting","running","paused","finished","stopped"]})"};
inline std::optional<Status> status_filter(const RequestContext& ctx) {
    return filter(ctx, "status", parse_status, "waiting, running, paused, finished or stopped");
}

/// A text parameter; nothing if it is absent or empty.
inline std::optional<std::string> text_filter(const RequestContext& ctx, std::string_view name) {
    std::string text = ctx.parameter(name);
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace tiller::management
