#include "base/numbers/phone_number.h"

#include "base/numbers/number_library.h"
#include "base/numbers/number_plan.h"

namespace tiller {
namespace {

// Far above any number that libphonenumber takes, prefixes included; keeps its regular expressions away from long
// texts.
constexpr size_t kLongestText = 64;

bool is_plus_and_digits(std::string_view text) {
    return text.size() > 1 && text[0] == '+' && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

Result<std::string> check_number(std::string_view text, NumberCheck check) {
    if (check == NumberCheck::possible && NumberPlan::instance().surely_possible(text)) return std::string(text);
    if (!text.starts_with('+')) return invalid("must begin with + and the country code");
    if (!is_plus_and_digits(text)) return invalid("must be + and digits, without spaces, dashes or letters");
    if (text.size() > kLongestText) return invalid("too long for a telephone number");
    return ask_library(text, check);
}

std::string region_of(std::string_view e164) {
    if (!is_plus_and_digits(e164) || e164.size() > kLongestText) return {};
    return region_by_library(e164);
}

}  // namespace tiller
