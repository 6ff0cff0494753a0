#include "leads/route.h"

#include <fmt/format.h>

#include <algorithm>

#include "leads/body_schema.h"
#include "leads/route_form.h"
#include "leads/schema_check.h"

namespace tiller::leads {
namespace {

void check_pointer(std::vector<std::string>& faults, std::string_view field, const JsonPointer& pointer) {
    if (is_json_pointer(pointer)) return;
    faults.push_back(fmt::format("{} \"{}\": must be a JSON Pointer such as /details/name (RFC 6901)", field, pointer));
}

}  // namespace

std::vector<std::string> faults(const Route& route) {
    std::vector<std::string> faults;
    if (auto schema = schema_fault(route.schema)) faults.push_back("schema: " + *schema);
    if (route.callee.empty()) faults.emplace_back("callee: must be one JSON Pointer or several");
    for (const auto& pointer : route.callee) check_pointer(faults, "callee", pointer);
    for (const auto& [name, pointer] : route.variables) {
        if (!is_variable_name(name)) {
            faults.push_back(
                fmt::format("variables \"{}\": must be letters, digits and _, at most 64, not beginning "
                            "with a digit, and no name of the call record",
                            name));
        }
        check_pointer(faults, "variables." + name, pointer);
    }
    for (const auto& pointer : route.spread) check_pointer(faults, "spread", pointer);
    for (const auto& pointer : route.recommended) check_pointer(faults, "recommended", pointer);
    for (const auto& [field, named] : {std::pair("robot", &route.robot), std::pair("line", &route.line)}) {
        if (!named->from.empty()) check_pointer(faults, std::string(field) + "_from", named->from);
        if (named->name.empty() && named->from.empty()) {
            faults.push_back(fmt::format("{}: is required, or {}_from", field, field));
        }
    }
    if (!route.zone.empty() && !Zone::find(route.zone)) {
        faults.push_back(fmt::format("zone \"{}\": is not an IANA time zone, such as Asia/Jakarta", route.zone));
    }
    if (route.start == route.end) {
        faults.push_back(
            fmt::format("end \"{}\": must not be the start: 00:00 to 24:00 is all day", format_time_of_day(route.end)));
    }
    if (route.start >= 86'400) faults.emplace_back("start \"24:00\": must be before the end of the day");
    return faults;
}

bool is_route_name(std::string_view name) {
    return !name.empty() && name.size() <= kLongestRouteName && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

campaign::Window window_of(const Route& route, const Zone& zone, Instant now) {
    Date day = zone.date_of(now);
    if (route.is_all_day()) return {zone.at(day, 0), zone.at(day + 2, 0)};
    int nights = route.end < route.start ? 1 : 0;
    if (nights == 1 && now < zone.at(day, route.end)) day = day + -1;  // the night of yesterday goes on
    if (now >= zone.at(day + nights, route.end)) day = day + 1;
    return {zone.at(day, route.start), zone.at(day + nights, route.end)};
}

}  // namespace tiller::leads
