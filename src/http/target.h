#pragma once
// The request target (RFC 9112 section 3.2) and its query.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiller::http {

struct Target {
    std::string path;   // begins with '/' or is "*"; percent-encoded as sent
    std::string query;  // as sent, without '?'
    std::string
        authority{};  // of an absolute form: "host:port", which counts in place of Host (RFC 9112 section 3.2.2)
};

/// origin-form "/a?b", absolute-form "http://host/a?b", asterisk-form "*". Nothing for all else, and for a fragment.
std::optional<Target> parse_target(std::string_view text);

/// The parts between the slashes of a path, each percent-decoded once, plus kept. Nothing for a broken escape or a path
/// that does not begin with a slash.
std::optional<std::vector<std::string>> path_segments(std::string_view path);

/// A path as a log may hold it: its first three parts. What follows may be a token, or a person's number.
std::string loggable_path(std::string_view path);

/// The first parameter of this name, decoded as a form is (plus is a space); a value with a broken escape as sent.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

}  // namespace tiller::http
