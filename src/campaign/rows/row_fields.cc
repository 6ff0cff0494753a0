#include "campaign/rows/row_fields.h"
#include "model/wire_code.h"

#include <algorithm>

namespace tiller::campaign {
namespace {

using enum FieldKind;
constexpr bool kRequired = true, kOptional = false;

constexpr std::array<RowField, 14> kCollection = {{
    {"Debtor", text, kRequired, 64, wire_code::debtor_too_long},
    {"Mobile", number, kRequired, 0, wire_code::number_wrong},
    {"LoanDate", loan_date, kRequired, 0, wire_code::loan_date_wrong},
    {"DueDate", due_date, kRequired, 0, wire_code::due_date_wrong},
    {"LoanAmount", amount, kRequired, 0, wire_code::loan_amount_no_number},
    {"Arrears", amount, kRequired, 0, wire_code::arrears_no_number},
    {"Unit", unit, kRequired, 16, wire_code::parameter_wrong},
    {"Platform", platform, kRequired, 20, wire_code::platform_wrong},
    {"LoanID", text, kOptional, 64, wire_code::parameter_wrong},
    {"Comments", free_text, kOptional, 64, wire_code::parameter_wrong},
    {"Gender", gender, kOptional, 8, wire_code::gender_wrong},
    {"ExtraA", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"ExtraB", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"ExtraC", free_text, kOptional, 255, wire_code::parameter_wrong},
}};

constexpr std::array<RowField, 9> kTelemarketing = {{
    {"Customer", text, kRequired, 64, wire_code::customer_too_long},
    {"Callee", number, kRequired, 0, wire_code::number_wrong},
    {"Gender", gender, kOptional, 8, wire_code::gender_wrong},
    {"Platform", platform, kOptional, 20, wire_code::platform_wrong},
    {"Product", text, kOptional, 64, wire_code::parameter_wrong},
    {"Comments", free_text, kOptional, 64, wire_code::parameter_wrong},
    {"ExtraA", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"ExtraB", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"ExtraC", free_text, kOptional, 255, wire_code::parameter_wrong},
}};

constexpr std::array<RowField, 12> kInfoCheck = {{
    {"Customer", text, kRequired, 64, wire_code::customer_too_long},
    {"Callee", number, kRequired, 0, wire_code::number_wrong},
    {"Gender", gender, kOptional, 8, wire_code::gender_wrong},
    {"Platform", platform, kOptional, 20, wire_code::platform_wrong},
    {"Company", text, kOptional, 128, wire_code::parameter_wrong},
    {"Address", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"LoanAmount", amount, kOptional, 0, wire_code::loan_amount_no_number},
    {"Relation", text, kOptional, 32, wire_code::parameter_wrong},
    {"Comments", free_text, kOptional, 64, wire_code::parameter_wrong},
    {"ExtraA", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"ExtraB", free_text, kOptional, 255, wire_code::parameter_wrong},
    {"ExtraC", free_text, kOptional, 255, wire_code::parameter_wrong},
}};

constexpr uint16_t kLongestOwn = 255;  // characters, as of ExtraA

}  // namespace

std::span<const RowField> row_fields(Service service) {
    switch (service) {
        case Service::collection:
            return kCollection;
        case Service::telemarketing:
            return kTelemarketing;
        case Service::infocheck:
            return kInfoCheck;
    }
    return kCollection;
}

bool is_row_field(std::string_view name) {
    for (auto service : {Service::collection, Service::telemarketing, Service::infocheck}) {
        auto fields = row_fields(service);
        if (std::ranges::any_of(fields, [&](const RowField& field) { return is_named(field, name); })) return true;
    }
    return false;
}

RowField own_field(std::string_view name, bool required) {
    return {name, own, required, kLongestOwn, wire_code::parameter_wrong};
}

}  // namespace tiller::campaign
