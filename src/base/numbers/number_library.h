#pragma once
// The only door to libphonenumber. Its headers are heavy, so one .cc sees them; inside base only.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/numbers/phone_number.h"

namespace tiller {

/// The library's verdict on "+<digits>", about 10 µs. Anything but a plus and ASCII digits must have been refused
/// before: the library would forgive letters, blanks and foreign digits. Safe from any thread.
Result<std::string> ask_library(std::string_view plus_and_digits, NumberCheck check);

/// ISO 3166 region of "+<digits>", empty if none.
std::string region_by_library(std::string_view plus_and_digits);

/// What the library knows of one country calling code.
struct CallingCode {
    int code = 0;                   // 1 to 3 digits
    uint32_t possible_lengths = 0;  // bit n: a national significant number of n digits is possible
    std::string
        prefix_pattern;  // regular expression of what is dialed first within the country, and cut off when it comes
};

/// All calling codes. Takes some milliseconds: ask once.
std::vector<CallingCode> library_calling_codes();

}  // namespace tiller
