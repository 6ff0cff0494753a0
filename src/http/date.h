#pragma once
#include <ctime>
#include <optional>
#include <string>

namespace tiller::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7, IMF-fixdate).
std::string format_date(std::time_t time);
/// The same back; nothing for the two obsolete forms and for all else.
std::optional<std::time_t> parse_date(const std::string& text);

}  // namespace tiller::http
