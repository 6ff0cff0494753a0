#include "api/plan_request.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiller::api {
namespace {

constexpr int kNameTooLong = 10402, kDetailsMissing = 10412;
constexpr size_t kMaxPlanName = 54, kMaxStrategy = 39, kMaxLine = 255, kMaxRows = 10'000;

std::optional<Date> read_date(Fields& fields) {
    std::string text = fields.text("Date", {.max_characters = 255});
    if (text.empty()) return std::nullopt;
    auto date = parse_date(text);
    if (!date) fields.fail(wrong(code::kParameterWrong, "Date", text, "must be a date, YYYY-MM-DD"));
    return date;
}

Perform read_perform(Fields& fields) {
    int64_t number = fields.integer("Perform", code::kParameterMissing);
    if (number < 1 || number > 3) {
        fields.fail(wrong(code::kParameterWrong, "Perform", std::to_string(number), "must be 1, 2 or 3"));
        return Perform::check_only;
    }
    return static_cast<Perform>(number);
}

simdjson::dom::array read_rows(Fields& fields) {
    simdjson::dom::array rows;
    auto value = fields.find("Details");
    if (!value) {
        fields.fail(missing(kDetailsMissing, "Details"));
    } else if (value->get(rows)) {
        fields.fail(code::kParameterWrong, "Details", *value, "must be a list");
    } else if (rows.begin() == rows.end()) {
        fields.fail(Fault{kDetailsMissing, "Details: the list is empty"});
    } else if (rows.size() > kMaxRows) {
        fields.fail(Fault{code::kParameterWrong,
                          fmt::format("Details: must have at most {} rows, has {}", kMaxRows, rows.size())});
    }
    return rows;
}

}  // namespace

Checked<PlanRequest> read_plan_request(simdjson::dom::object body) {
    Fields fields(body);
    PlanRequest request;
    request.name = fields.text("PlanName", {.max_characters = kMaxPlanName, .too_long = kNameTooLong});
    request.line = fields.text("SIPLine", {.max_characters = kMaxLine, .missing = code::kParameterMissing});
    request.strategy = fields.text("Strategy", {.max_characters = kMaxStrategy, .missing = code::kParameterMissing});
    request.date = read_date(fields);
    request.perform = read_perform(fields);
    request.dnc_switch = fields.truth("DncSwitch");
    request.rows = read_rows(fields);
    if (fields.fault()) return *fields.fault();
    return request;
}

}  // namespace tiller::api
