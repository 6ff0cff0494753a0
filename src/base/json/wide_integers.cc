#include "base/json/wide_integers.h"

#include <algorithm>

namespace tiller {
namespace {

constexpr size_t kSurelyFits = 18;  // digits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The end of the string that begins at `at`, behind its closing quote.
size_t end_of_string(std::string_view json, size_t at) {
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return std::min(at + 1, json.size());
}

/// The end of the number that begins at `at`; a run of everything that numbers are made of.
size_t end_of_number(std::string_view json, size_t at) {
    size_t end = json.find_first_not_of("0123456789+-.eE", at);
    return end == std::string_view::npos ? json.size() : end;
}

bool is_wide_integer(std::string_view number) {
    if (number.starts_with('-')) number.remove_prefix(1);
    return number.size() > kSurelyFits && number.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> with_wide_integers_as_reals(std::string_view json) {
    std::string out;
    size_t copied = 0;
    for (size_t at = 0; at < json.size();) {
        char c = json[at];
        if (c == '"') {
            at = end_of_string(json, at);
        } else if (c == '-' || is_digit(c)) {
            size_t end = end_of_number(json, at);
            if (is_wide_integer(json.substr(at, end - at))) {
                out.append(json.substr(copied, end - copied)).append(".0");
                copied = end;
            }
            at = end;
        } else {
            ++at;
        }
    }
    if (copied == 0) return std::nullopt;
    return out.append(json.substr(copied));
}

}  // namespace tiller
