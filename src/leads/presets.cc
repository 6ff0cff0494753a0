// The routes that ship (docs/contract/partners.md, "Routes that ship").
#include <algorithm>
#include <array>

#include "leads/route_form.h"

namespace tiller::leads {
namespace {

struct Preset {
    std::string_view name, definition;
};

constexpr std::array<Preset, 4> kPresets = {{
    // The documented route (seed 003): names, types and what is required as there; but the documented sample lacks
    // customer_name, which is marked as required: its absence is a warning.
    {"lendswift-under-wirting", R"json({
"schema": {"type": "object", "required": ["caller_id", "loan_amount", "details"], "properties": {
  "caller_id": {"type": "integer", "minimum": 10000000000, "maximum": 19999999999, "description": "country code 1 and 10 digits"},
  "loan_amount": {"type": "integer"},
  "customer_name": {"type": "string", "maxLength": 255},
  "details": {"type": "object", "properties": {
    "loan_reason": {"type": "string", "maxLength": 255},
    "job_title": {"type": "string", "maxLength": 255},
    "company_name": {"type": "string", "maxLength": 255},
    "years_of_working": {"type": "string", "maxLength": 255},
    "pay_type": {"type": "string", "maxLength": 255},
    "next_pay_date": {"type": "string", "maxLength": 255},
    "pay_time_of_day": {"type": "string", "maxLength": 255},
    "number_of_back_account": {"type": "string", "maxLength": 255},
    "years_of_deposit_bank_account": {"type": "string", "maxLength": 255},
    "numbers_of_loan": {"type": "string", "maxLength": 255},
    "successful_payday_loan": {"type": "string", "maxLength": 255},
    "had_late_payment": {"type": "boolean"},
    "year_of_residence": {"type": "string", "maxLength": 255},
    "status": {"type": "string", "maxLength": 255}}}}},
"callee": ["/caller_id"],
"variables": {"loan_amount": "/loan_amount", "customer_name": "/customer_name"},
"spread": ["/details"],
"recommended": ["/customer_name"]})json"},
    {"talmarket-debt-consolidation", R"json({
"schema": {"type": "object", "required": ["caller_id"], "properties": {
  "caller_id": {"type": ["integer", "string"]},
  "customer_name": {"type": "string", "maxLength": 255},
  "debt_amount": {"type": "number"},
  "details": {"type": "object"}}},
"callee": ["/caller_id"],
"variables": {"customer_name": "/customer_name", "debt_amount": "/debt_amount"},
"spread": ["/details"]})json"},
    {"make-outbound-call", R"json({
"schema": {"type": "object", "properties": {
  "callee": {"type": ["integer", "string"]},
  "caller_id": {"type": ["integer", "string"]},
  "robot": {"type": "string", "maxLength": 64},
  "sip_line": {"type": "string", "maxLength": 64},
  "variables": {"type": "object"}}},
"callee": ["/callee", "/caller_id"],
"variables": {},
"spread": ["/variables"],
"robot_from": "/robot",
"line_from": "/sip_line"})json"},
    {"sdr-webpage", R"json({
"schema": {"type": "object", "required": ["caller_id"], "properties": {
  "caller_id": {"type": ["integer", "string"]},
  "customer_name": {"type": "string", "maxLength": 255},
  "email": {"type": "string", "maxLength": 255},
  "source": {"type": "string", "maxLength": 255},
  "variables": {"type": "object"}}},
"callee": ["/caller_id"],
"variables": {"customer_name": "/customer_name", "email": "/email", "source": "/source"},
"spread": ["/variables"]})json"},
}};

}  // namespace

std::optional<Route> preset(std::string_view name) {
    auto found = std::ranges::find(kPresets, name, &Preset::name);
    if (found == kPresets.end()) return std::nullopt;
    auto route = route_from_json(found->definition);
    return route ? std::optional(std::move(*route)) : std::nullopt;
}

std::string preset_names() {
    std::string names;
    for (const Preset& preset : kPresets) names.append(names.empty() ? "" : ", ").append(preset.name);
    return names;
}

std::vector<std::string_view> preset_words() {
    std::vector<std::string_view> names;
    for (const Preset& preset : kPresets) names.push_back(preset.name);
    return names;
}

}  // namespace tiller::leads
