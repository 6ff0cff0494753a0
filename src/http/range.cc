#include "http/range.h"

#include <optional>

#include "base/text.h"

namespace tiller::http {
namespace {

/// Decimal digits only; a number beyond 64 bits is as good as the biggest.
std::optional<uint64_t> parse_position(std::string_view digits) {
    if (digits.empty()) return std::nullopt;
    uint64_t value = 0;
    for (char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        auto digit = static_cast<uint64_t>(c - '0');
        value = value > (UINT64_MAX - digit) / 10 ? UINT64_MAX : value * 10 + digit;
    }
    return value;
}

}  // namespace

RangeAnswer parse_range(std::string_view header, uint64_t size) {
    constexpr RangeAnswer kWhole{};
    constexpr RangeAnswer kUnsatisfiable{RangeAnswer::Kind::unsatisfiable, 0, 0};
    size_t equals = header.find('=');
    if (equals == std::string_view::npos || lower(trim(header.substr(0, equals))) != "bytes") return kWhole;
    std::string_view spec = trim(header.substr(equals + 1));
    size_t dash = spec.find('-');
    if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return kWhole;

    auto first = parse_position(spec.substr(0, dash));
    auto last = parse_position(spec.substr(dash + 1));
    if (dash == 0) {
        if (!last) return kWhole;
        if (*last == 0 || size == 0) return kUnsatisfiable;
        return {RangeAnswer::Kind::part, *last >= size ? 0 : size - *last, size - 1};
    }
    bool open_ended = dash + 1 == spec.size();
    if (!first || (!last && !open_ended) || (last && *last < *first)) return kWhole;
    if (*first >= size) return kUnsatisfiable;
    return {RangeAnswer::Kind::part, *first, open_ended ? size - 1 : std::min(*last, size - 1)};
}

}  // namespace tiller::http
