#include "campaign/rows/row_fields.h"

namespace tiller::campaign {
namespace {

using enum FieldKind;
constexpr bool kRequired = true, kOptional = false;

constexpr std::array<RowField, 14> kCollection = {{
    {"Debtor", text, kRequired, 64, 10415},
    {"Mobile", number, kRequired, 0, 10416},
    {"LoanDate", loan_date, kRequired, 0, 10417},
    {"DueDate", due_date, kRequired, 0, 10418},
    {"LoanAmount", amount, kRequired, 0, 10419},
    {"Arrears", amount, kRequired, 0, 10421},
    {"Unit", unit, kRequired, 16, 10302},
    {"Platform", platform, kRequired, 20, 10423},
    {"LoanID", text, kOptional, 64, 10302},
    {"Comments", free_text, kOptional, 64, 10302},
    {"Gender", gender, kOptional, 8, 10807},
    {"ExtraA", free_text, kOptional, 255, 10302},
    {"ExtraB", free_text, kOptional, 255, 10302},
    {"ExtraC", free_text, kOptional, 255, 10302},
}};

constexpr std::array<RowField, 9> kTelemarketing = {{
    {"Customer", text, kRequired, 64, 10806},
    {"Callee", number, kRequired, 0, 10416},
    {"Gender", gender, kOptional, 8, 10807},
    {"Platform", platform, kOptional, 20, 10423},
    {"Product", text, kOptional, 64, 10302},
    {"Comments", free_text, kOptional, 64, 10302},
    {"ExtraA", free_text, kOptional, 255, 10302},
    {"ExtraB", free_text, kOptional, 255, 10302},
    {"ExtraC", free_text, kOptional, 255, 10302},
}};

constexpr std::array<RowField, 12> kInfoCheck = {{
    {"Customer", text, kRequired, 64, 10806},
    {"Callee", number, kRequired, 0, 10416},
    {"Gender", gender, kOptional, 8, 10807},
    {"Platform", platform, kOptional, 20, 10423},
    {"Company", text, kOptional, 128, 10302},
    {"Address", free_text, kOptional, 255, 10302},
    {"LoanAmount", amount, kOptional, 0, 10419},
    {"Relation", text, kOptional, 32, 10302},
    {"Comments", free_text, kOptional, 64, 10302},
    {"ExtraA", free_text, kOptional, 255, 10302},
    {"ExtraB", free_text, kOptional, 255, 10302},
    {"ExtraC", free_text, kOptional, 255, 10302},
}};

static_assert(kCollection.size() <= kMaxRowFields && kInfoCheck.size() <= kMaxRowFields);

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

}  // namespace tiller::campaign
