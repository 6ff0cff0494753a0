#include "web/cloud/plan_request.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxPlanName = 54, kMaxStrategy = 39, kMaxLine = 255;

std::optional<Date> read_date(Fields& fields) {
    std::string text = fields.text("Date", {.max_characters = 255});
    if (text.empty()) return std::nullopt;
    auto date = parse_date(text);
    if (!date) fields.fail(wrong(wire_code::parameter_wrong, "Date", text, "must be a date, YYYY-MM-DD"));
    return date;
}

}  // namespace

Checked<PlanRequest> read_plan_request(simdjson::dom::object body) {
    Fields fields(body);
    PlanRequest request;
    request.name = fields.text("PlanName", {.max_characters = kMaxPlanName, .too_long = wire_code::name_too_long});
    request.line = fields.text("SIPLine", {.max_characters = kMaxLine, .missing = wire_code::parameter_missing});
    request.strategy =
        fields.text("Strategy", {.max_characters = kMaxStrategy, .missing = wire_code::parameter_missing});
    request.date = read_date(fields);
    request.perform = read_perform(fields);
    request.dnc_switch = fields.truth("DncSwitch");
    request.rows = read_rows(fields);
    if (fields.fault()) return *fields.fault();
    return request;
}

}  // namespace tiller::cloud
