#include "base/numbers/number_groups.h"

#include "base/numbers/number_library.h"

namespace tiller {

std::vector<std::string> groups_of_number(std::string_view number, std::string_view home) {
    const bool is_international = number.starts_with('+'), is_national = number.starts_with('0') && !home.empty();
    std::string_view digits = number.substr(is_international ? 1 : 0);
    if (!is_international && !is_national) return {};
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return {};
    std::string written = written_by_library(number, std::string(is_national ? home : "ZZ"));
    std::vector<std::string> groups;
    bool goes_on = false;
    for (char c : written) {
        const bool is_part = (c >= '0' && c <= '9') || c == '+';
        if (is_part && !goes_on) groups.emplace_back();
        if (is_part) groups.back() += c;
        goes_on = is_part;
    }
    return groups;
}

}  // namespace tiller
