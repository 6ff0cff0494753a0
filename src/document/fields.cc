#include "document/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "document/did_you_mean.h"

namespace tiller::document {
namespace {

/// What stands where a single value should, with the likely reason.
std::string_view instead(const Node& node) {
    if (node.is_map()) return "not a map (a text that begins with { needs quotes)";
    if (node.is_list()) return "not a list (a text that begins with [ needs quotes)";
    return "but nothing is given";
}

/// Digits only, so few that they fit.
std::optional<int64_t> parse_count(std::string_view text) {
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    return parse_integer(text);
}

}  // namespace

std::string told(const Node& node) {
    constexpr size_t kLongestTold = 64;
    if (node.is_hidden) return "";
    if (node.is_list()) return " (a list)";
    if (node.is_map()) return " (a map)";
    if (!node.is_scalar()) return "";
    std::string_view shown = utf8_prefix(node.text, kLongestTold);
    if (!is_printable_utf8(shown)) return "";
    return fmt::format(" \"{}{}\"", shown, shown.size() < node.text.size() ? "…" : "");
}

bool check_fields(const Node& node, std::string_view what, std::initializer_list<std::string_view> known,
                  Faults& faults) {
    if (!node.is_map()) {
        faults.add(node.at, fmt::format("{}{} must be a map of keys and values", what, told(node)));
        return false;
    }
    for (const Field& field : node.fields) {
        if (std::find(known.begin(), known.end(), field.key) != known.end()) continue;
        faults.add(field.at, fmt::format("{} has no key \"{}\"{}", what, utf8_prefix(field.key, 64),
                                         did_you_mean(field.key, std::vector<std::string_view>(known))));
    }
    return true;
}

std::optional<std::string> read_text(const Node& node, std::string_view key, size_t most_characters, Faults& faults) {
    if (!node.is_scalar()) {
        faults.add(node.at, fmt::format("{} must be a text, {}", key, instead(node)));
    } else if (utf8_length(node.text) > most_characters) {
        faults.add(node.at, fmt::format("{} is longer than {} characters: it has {}", key, most_characters,
                                        utf8_length(node.text)));
    } else if (!is_printable_utf8(node.text) && node.text.find('\n') == std::string::npos) {
        faults.add(node.at, fmt::format("{} holds control characters", key));
    } else {
        return node.text;
    }
    return std::nullopt;
}

std::optional<bool> read_bool(const Node& node, std::string_view key, Faults& faults) {
    if (node.is_scalar()) {
        if (node.text == "true" || node.text == "yes" || node.text == "on") return true;
        if (node.text == "false" || node.text == "no" || node.text == "off") return false;
    }
    faults.add(node.at, fmt::format("{}{} must be true or false", key, told(node)));
    return std::nullopt;
}

std::optional<int64_t> read_integer(const Node& node, std::string_view key, int64_t least, int64_t most,
                                    Faults& faults) {
    auto number = node.is_scalar() ? parse_count(node.text) : std::nullopt;
    if (number && *number >= least && *number <= most) return number;
    faults.add(node.at, fmt::format("{}{} must be a whole number from {} to {}", key, told(node), least, most));
    return std::nullopt;
}

std::optional<Millis> read_duration(const Node& node, std::string_view key, Millis least, Millis most, Faults& faults) {
    auto duration = node.is_scalar() ? parse_duration(node.text) : std::nullopt;
    if (duration && *duration >= least && *duration <= most) return duration;
    faults.add(node.at, fmt::format("{}{} must be a time from {} to {}, such as 5s, 500ms or 2m", key, told(node),
                                    to_text(least), to_text(most)));
    return std::nullopt;
}

std::optional<Millis> parse_duration(std::string_view text) {
    size_t unit = text.find_first_not_of("0123456789");
    if (unit == std::string_view::npos || unit > 7) return std::nullopt;
    auto count = parse_count(text.substr(0, unit));
    if (!count) return std::nullopt;
    std::string_view word = trim(text.substr(unit));
    if (word == "ms") return Millis(*count);
    if (word == "s") return std::chrono::seconds(*count);
    if (word == "m") return std::chrono::minutes(*count);
    return std::nullopt;
}

std::string to_text(Millis duration) {
    int64_t ms = duration.count();
    if (ms % 60'000 == 0) return fmt::format("{}m", ms / 60'000);
    return ms % 1000 == 0 ? fmt::format("{}s", ms / 1000) : fmt::format("{}ms", ms);
}

std::optional<Range> read_range(const Node& node, std::string_view key, int64_t least, int64_t most, Faults& faults) {
    if (node.is_scalar()) {
        std::string_view text = node.text;
        size_t dots = text.find("..");
        auto from = parse_count(trim(text.substr(0, dots)));
        auto to = dots == std::string_view::npos ? from : parse_count(trim(text.substr(dots + 2)));
        if (from && to && *from >= least && *from <= *to && *to <= most) return Range{*from, *to};
    }
    faults.add(node.at, fmt::format("{}{} must be a number or a range such as {}..{}, within {}..{}", key, told(node),
                                    least, std::min<int64_t>(least + 13, most), least, most));
    return std::nullopt;
}

}  // namespace tiller::document
