#include "base/numbers/phone_number.h"

#include <algorithm>

#include "base/emergency_number.h"
#include "base/number_text.h"
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

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

Result<std::string> read_ascii(std::string_view text, NumberCheck check, bool emergency_too) {
    if (check == NumberCheck::possible && NumberPlan::instance().surely_possible(text)) return std::string(text);
    if (!emergency_too && text.size() <= kLongestText && is_emergency_number(text)) {
        return invalid("must not be an emergency number: a robot never calls those");
    }
    if (!text.starts_with('+')) return invalid("must begin with + and the country code");
    if (!is_plus_and_digits(text)) return invalid("must be + and digits, without spaces, dashes or letters");
    if (text.size() > kLongestText) return invalid("too long for a telephone number");
    return ask_library(text, check);
}

Result<std::string> read_text(std::string_view text, NumberCheck check, bool emergency_too) {
    if (is_ascii(text)) return read_ascii(text, check, emergency_too);
    return read_ascii(plain_number_text(text), check, emergency_too);
}

}  // namespace

Result<std::string> parse_number(std::string_view text, NumberCheck check) { return read_text(text, check, true); }

Result<std::string> check_number(std::string_view text, NumberCheck check) { return read_text(text, check, false); }

std::string region_of(std::string_view e164) {
    if (!is_plus_and_digits(e164) || e164.size() > kLongestText) return {};
    return region_by_library(e164);
}

}  // namespace tiller
