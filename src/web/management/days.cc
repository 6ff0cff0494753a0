#include "web/management/days.h"

#include <fmt/format.h>

#include "web/management/filters.h"
#include "web/management/number_fields.h"

namespace tiller::management {
namespace {

std::optional<Date> read_day_of(const RequestContext& ctx, const Zone& zone, std::string_view name) {
    Date today = zone.date_of(ctx.now());
    auto parse = [today](std::string_view text) -> std::optional<Date> {
        if (text == "today") return today;
        if (text == "yesterday") return today + -1;
        return parse_date(text);
    };
    return filter(ctx, name, parse, "a date such as 2026-12-31, today or yesterday");
}

Days checked(Days days) {
    if (days.first <= days.last) return days;
    throw Refusal{problem(
        400, fmt::format("from \"{}\" must not be after to \"{}\"", format_date(days.first), format_date(days.last)))};
}

}  // namespace

Days read_days(const RequestContext& ctx, const Zone& zone, int unless_given) {
    Date last = read_day_of(ctx, zone, "to").value_or(zone.date_of(ctx.now()));
    Date first = read_day_of(ctx, zone, "from").value_or(last + (1 - unless_given));
    return checked({first, last});
}

std::optional<Days> read_days_if_given(const RequestContext& ctx, const Zone& zone) {
    auto first = read_day_of(ctx, zone, "from"), last = read_day_of(ctx, zone, "to");
    if (!first && !last) return std::nullopt;
    return checked({first.value_or(Date{0}), last.value_or(zone.date_of(ctx.now()))});
}

}  // namespace tiller::management
