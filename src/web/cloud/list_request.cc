#include "web/cloud/list_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "campaign/line.h"
#include "campaign/rows/row_fields.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxRows = 10'000;
constexpr std::string_view kDncCountry = "US";

campaign::CheckedList check_rows(const RequestContext& ctx, simdjson::dom::array rows, const RobotDemands& demands) {
    const store::Account& account = ctx.caller->account;
    campaign::ListRules rules;
    rules.service = account.service;
    rules.number_check = account.strict_numbers ? NumberCheck::valid : NumberCheck::possible;
    rules.today = ctx.zone().date_of(ctx.now());
    rules.duplicate_limit = static_cast<size_t>(account.duplicate_limit);
    rules.platform_is_bound = [&](std::string_view platform) { return demands.are_bound_to(platform); };
    auto of_line = campaign::row_fields(account.service);
    for (const auto& [name, required] : demands.variables()) {
        // A robot of another business line may be used here: what only that line's rows have is taken, not demanded.
        bool is_ours = std::ranges::any_of(of_line, [&](const auto& field) { return campaign::is_named(field, name); });
        rules.variables[name] = required && (is_ours || !campaign::is_row_field(name));
    }
    if (demands.speak_markup()) {
        rules.markup_fault = [&](std::string_view field, std::string_view value) {
            return demands.markup_fault(field, value);
        };
    }
    rules.source = json_of(ctx.request.body);
    return campaign::check_list(rows, rules);
}

/// `["Details: no robot and no business line knows the field \"Foo\": it was left out in 12 rows"]`; empty for nothing.
std::string tell_unknown(const campaign::CheckedList& list) {
    if (list.unknown_fields.empty()) return {};
    JsonWriter json;
    json.begin_array();
    for (const auto& [name, rows] : list.unknown_fields) {
        json.value(fmt::format(
            "Details: the account's business line and the robots know no field \"{}\": it was left out, in {} row{}",
            name, rows, rows == 1 ? "" : "s"));
    }
    json.end_array();
    return json.take();
}

ToldRowErrors tell(const campaign::CheckedList& list) {
    const auto& errors = list.errors;
    JsonWriter texts, objects;
    texts.begin_array();
    objects.begin_array();
    for (const campaign::RowError& error : errors) {
        texts.value(error.text);
        objects.begin_object();
        objects.field("row", static_cast<int64_t>(error.row));
        objects.field("field", error.field);
        objects.field("value", error.value);
        objects.field("code", error.code);
        objects.field("text", error.rule);
        objects.end_object();
    }
    texts.end_array();
    objects.end_array();
    return {texts.take(), errors.empty() ? "" : objects.take(), tell_unknown(list)};
}

std::optional<Fault> fault_of(const campaign::CheckedList& list, Perform perform, const store::Account& account) {
    if (list.other_service) {
        return Fault{wire_code::other_service,
                     fmt::format("Details: the rows are not of the account's service, {}", to_name(account.service))};
    }
    if (list.too_many_duplicates) {
        return Fault{wire_code::too_many_duplicates,
                     fmt::format("Details: {} rows repeat a number of another row, at most {} may", list.duplicates,
                                 account.duplicate_limit)};
    }
    if (perform == Perform::check_only) return std::nullopt;
    if (list.good.empty())
        return Fault{wire_code::no_good_row, list.errors.empty() ? "Details" : list.errors.front().text};
    if (perform == Perform::all_or_nothing && list.first_blocking) {
        return Fault{list.first_blocking->code, list.first_blocking->text};
    }
    return std::nullopt;
}

}  // namespace

void write_row_errors(JsonWriter& json, const ToldRowErrors& errors) {
    json.raw_field("detail_error_list", errors.texts);
    if (!errors.objects.empty()) json.raw_field("detail_errors", errors.objects);
    if (!errors.warnings.empty()) json.raw_field("warnings", errors.warnings);
}

Perform read_perform(Fields& fields) {
    int64_t number = fields.integer("Perform", {.missing = wire_code::parameter_missing});
    if (number < 1 || number > 3) {
        fields.fail(wrong(wire_code::parameter_wrong, "Perform", std::to_string(number), "must be 1, 2 or 3"));
        return Perform::check_only;
    }
    return static_cast<Perform>(number);
}

simdjson::dom::array read_rows(Fields& fields) {
    simdjson::dom::array rows;
    auto value = fields.find("Details");
    if (!value) {
        fields.fail(missing(wire_code::details_missing, "Details"));
    } else if (value->get(rows)) {
        fields.fail(wire_code::parameter_wrong, "Details", *value, "must be a list");
    } else if (rows.begin() == rows.end()) {
        fields.fail(Fault{wire_code::details_missing, "Details: the list is empty"});
    } else if (rows.size() > kMaxRows) {
        fields.fail(Fault{wire_code::parameter_wrong,
                          fmt::format("Details: must have at most {} rows, has {}", kMaxRows, rows.size())});
    }
    return rows;
}

Checked<store::Line> find_usable_line(store::Db& db, const Caller& caller, const std::string& name, bool dnc_switch) {
    auto line = store::find_line(db, caller.account.key, name);
    if (!line) return wrong(wire_code::line_wrong, "SIPLine", name, "no such line");
    if (!line->enabled) return wrong(wire_code::line_wrong, "SIPLine", name, "is switched off");
    auto config = campaign::line_from_json(line->config);
    if (!config) return wrong(wire_code::not_created, "SIPLine", name, "its settings cannot be read");
    const std::string& country = config->country.empty() ? caller.account.country : config->country;
    if (dnc_switch && country != kDncCountry) {
        return wrong(wire_code::parameter_wrong, "DncSwitch", "true",
                     fmt::format("is only for lines of the United States; line \"{}\" is of \"{}\"", name, country));
    }
    if (config->max_channels < 1) return wrong(wire_code::not_created, "SIPLine", name, "has no channels");
    return std::move(*line);
}

std::optional<Fault> voice_fault(const RequestContext& ctx, const RobotDemands& demands, std::string_view field,
                                 std::string_view value) {
    std::string fault = demands.voice_fault(ctx.shared.outside.has_voice);
    if (fault.empty()) return std::nullopt;
    return wrong(wire_code::robot_wrong, field, value, fault);
}

ListVerdict judge_rows(const RequestContext& ctx, simdjson::dom::array rows, const RobotDemands& demands,
                       Perform perform) {
    ListVerdict verdict;
    verdict.list = check_rows(ctx, rows, demands);
    verdict.errors = tell(verdict.list);
    verdict.fault = fault_of(verdict.list, perform, ctx.caller->account);
    return verdict;
}

}  // namespace tiller::cloud
