// Uploaded lists: any JSON array gives every row exactly one fate, and what is kept of a good row is a JSON object.
#include <cstdlib>
#include <vector>

#include "campaign/rows/list_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    using namespace tiller::campaign;
    static simdjson::dom::parser parser, kept_parser;
    if (size == 0) return 0;
    ListRules rules;
    rules.service = static_cast<Service>(data[0] % 3);
    rules.number_check = data[0] & 4 ? NumberCheck::valid : NumberCheck::possible;
    rules.today = Date{20'000};
    rules.platform_is_bound = [](std::string_view name) { return name.size() % 2 == 0; };
    simdjson::dom::array rows;
    if (parser.parse(data + 1, size - 1).get(rows)) return 0;
    std::string source = "{\"Details\":" + std::string(reinterpret_cast<const char*>(data) + 1, size - 1) + "}";
    rules.source = source;

    CheckedList list = check_list(rows, rules);
    std::vector<int> fates(rows.size() + 1, 0);
    for (const RowError& error : list.errors) fates.at(error.row) = 1;
    for (const GoodRow& row : list.good) {
        fates.at(row.row) += 2;
        simdjson::dom::object kept;
        if (kept_parser.parse(row.fields).get(kept)) std::abort();
        if (!check_number(row.callee, NumberCheck::possible).ok()) std::abort();
    }
    bool all_told = list.errors.size() < 10'000;
    for (size_t row = 1; row < fates.size(); ++row) {
        if (fates[row] == 3 || (fates[row] == 0 && all_told)) std::abort();
    }
    bool only_duplicates = list.errors.size() == list.duplicates;
    if (all_told && list.first_blocking.has_value() == only_duplicates) std::abort();
    return 0;
}
