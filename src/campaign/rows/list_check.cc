#include "campaign/rows/list_check.h"

#include <unordered_map>

#include "campaign/rows/row_check.h"

namespace tiller::campaign {

CheckedList check_list(const simdjson::dom::array& rows, const ListRules& rules) {
    CheckedList list;
    RowErrors errors(list);
    RowCheck row_check(rules, errors, list);
    std::unordered_map<std::string, uint32_t> first_rows;  // E.164 → the row it came in first, good or not
    first_rows.reserve(rows.size());
    list.good.reserve(rows.size());

    uint32_t row = 0, other_rows = 0;
    for (simdjson::dom::element element : rows) {
        errors.begin_row(++row);
        auto verdict = row_check.check(element);
        if (verdict.other_line) ++other_rows;
        if (!verdict.callee.empty()) {
            auto [first, is_new] = first_rows.emplace(verdict.callee, row);
            if (!is_new) errors.add_duplicate(verdict.number_field, verdict.number_text, first->second);
        }
        if (!errors.failed()) list.good.push_back({row, std::move(verdict.callee), row_check.keep_fields(row)});
    }
    list.too_many_duplicates = list.duplicates > rules.duplicate_limit;
    list.other_service = row > 0 && other_rows == row;
    return list;
}

}  // namespace tiller::campaign
