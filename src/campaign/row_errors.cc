#include "campaign/row_errors.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiller::campaign {
namespace {

constexpr size_t kShownCharacters = 64;
constexpr int kNumberCode = 10416;

}  // namespace

void RowErrors::tell(std::string_view field, std::string_view value, int code, std::string_view text) {
    failed_ = true;
    if (list_.errors.size() >= kMaxRowErrors) return;
    list_.errors.push_back(
        {row_, code,
         fmt::format("row {}, {} \"{}\": {} {}", row_, field, utf8_prefix(value, kShownCharacters), code, text)});
}

void RowErrors::add(std::string_view field, std::string_view value, int code, std::string_view text) {
    if (list_.first_blocking_code == 0) list_.first_blocking_code = code;
    tell(field, value, code, text);
}

void RowErrors::add_duplicate(std::string_view field, std::string_view value, uint32_t first_row) {
    ++list_.duplicates;
    tell(field, value, kNumberCode, fmt::format("the number is in row {} already", first_row));
}

}  // namespace tiller::campaign
