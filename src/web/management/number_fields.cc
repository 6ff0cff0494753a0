#include "web/management/number_fields.h"

#include <fmt/format.h>

#include "base/numbers/phone_number.h"
#include "base/text.h"
#include "web/management/problem.h"

namespace tiller::management {

Zone zone_of(const RequestContext& ctx) {
    auto zone = Zone::find(ctx.account.zone);
    return zone ? *zone : Zone::utc();
}

std::optional<form::Wrong> check_number(std::string& text) {
    auto number = parse_number(text, NumberCheck::possible);
    if (!number) return form::Wrong{" " + number.error().message};
    text = *number;
    return std::nullopt;
}

std::string read_number(setup::MapReader& map, std::string_view key) {
    std::string text = map.name(key, kLongestNumberText), given = text;
    if (text.empty()) return text;
    if (auto wrong = check_number(text)) map.fault(*map.find(key), fmt::format("{} \"{}\"{}", key, given, wrong->rule));
    return text;
}

std::optional<Instant> read_day(setup::MapReader& map, std::string_view key, const Zone& zone) {
    const auto* given = map.find(key);
    if (!given) return std::nullopt;
    std::string text = map.text(key, 64);
    auto day = parse_date(text);
    auto at = day ? std::optional(zone.at(*day, 0)) : zone.parse(text);
    if (!at) map.fault(*given, fmt::format("{} \"{}\" must be a date such as 2026-12-31, or RFC 3339", key, text));
    return at;
}

guard::NumberList read_numbers(const RequestContext& ctx) {
    auto read = guard::read_number_list(ctx.request.body, zone_of(ctx));
    if (read.wrong == 0) return read;
    std::vector<Fault> faults;
    for (std::string& fault : read.faults) faults.push_back({.message = std::move(fault)});
    throw Refusal{wrong_fields(faults)};
}

std::string read_source(const RequestContext& ctx) {
    std::string source = ctx.parameter("source");
    if (is_printable_utf8(source) && utf8_length(source) <= kLongestListText) return source;
    throw Refusal{
        problem(400, fmt::format("source must be printable text of at most {} characters", kLongestListText))};
}

}  // namespace tiller::management
