#include "campaign/rows/row_errors.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/wire_code.h"

namespace tiller::campaign {
namespace {

constexpr size_t kShownCharacters = 64;

RowError error_of(uint32_t row, std::string_view field, std::string_view value, int code, std::string_view text) {
    value = utf8_prefix(value, kShownCharacters);
    return {.row = row,
            .field = std::string(field),
            .value = std::string(value),
            .code = code,
            .rule = std::string(text),
            .text = fmt::format("row {}, {} \"{}\": {} {}", row, field, value, code, text)};
}

}  // namespace

void RowErrors::add(std::string_view field, std::string_view value, int code, std::string_view text) {
    failed_ = true;
    if (list_.first_blocking && !has_room()) return;
    RowError error = error_of(row_, field, value, code, text);
    if (!list_.first_blocking) list_.first_blocking = error;
    if (has_room()) list_.errors.push_back(std::move(error));
}

void RowErrors::add_duplicate(std::string_view field, std::string_view value, uint32_t first_row) {
    failed_ = true;
    ++list_.duplicates;
    if (!has_room()) return;
    std::string text = fmt::format("the number is in row {} already", first_row);
    list_.errors.push_back(error_of(row_, field, value, wire_code::number_wrong, text));
}

}  // namespace tiller::campaign
