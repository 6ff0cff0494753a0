#include "http/target.h"

#include "base/text.h"

namespace tiller::http {

std::optional<Target> parse_target(std::string_view text) {
    if (text == "*") return Target{"*", ""};
    Target target;
    if (text.find('#') != std::string_view::npos) return std::nullopt;
    if (!text.starts_with('/')) {
        size_t scheme = text.find("://");
        if (scheme == std::string_view::npos) return std::nullopt;
        std::string name = lower(text.substr(0, scheme));
        if (name != "http" && name != "https") return std::nullopt;
        text.remove_prefix(scheme + 3);
        size_t authority = text.find_first_of("/?");
        if (authority == 0 || text.empty()) return std::nullopt;
        target.authority = text.substr(0, authority);
        text.remove_prefix(std::min(authority, text.size()));
    }
    size_t question = text.find('?');
    target.path = text.substr(0, question);
    if (target.path.empty()) target.path = "/";
    if (question != std::string_view::npos) target.query = text.substr(question + 1);
    return target;
}

std::optional<std::vector<std::string>> path_segments(std::string_view path) {
    if (!path.starts_with('/')) return std::nullopt;
    std::vector<std::string> segments;
    for (std::string_view part : split(path.substr(1), '/')) {
        if (part.find('%') == std::string_view::npos) {
            segments.emplace_back(part);
        } else if (auto decoded = percent_decode(part, false)) {
            segments.push_back(std::move(*decoded));
        } else {
            return std::nullopt;
        }
    }
    return segments;
}

std::string loggable_path(std::string_view path) {
    constexpr int kParts = 3;
    size_t end = 0;
    for (int part = 0; part < kParts && end != std::string_view::npos; ++part) end = path.find('/', end + 1);
    return end == std::string_view::npos ? std::string(path) : std::string(path.substr(0, end)) + "/…";
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
    for (std::string_view pair : split(query, '&')) {
        size_t equals = pair.find('=');
        std::string_view raw_name = pair.substr(0, equals);
        std::string_view raw_value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        if (raw_name != name && percent_decode(raw_name, true) != name) continue;
        auto decoded = percent_decode(raw_value, true);
        return decoded ? *decoded : std::string(raw_value);
    }
    return std::nullopt;
}

}  // namespace tiller::http
