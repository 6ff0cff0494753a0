#pragma once
// The only door to libphonenumber. Its headers are heavy, so one .cc sees them; inside base only.
#include <cstdint>
#include <optional>
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

/// The number as its country writes it, "+62 812-3456-7890"; without "+" as one of `region` writes it at home. Empty
/// unless it is valid.
std::string written_by_library(std::string_view number, const std::string& region);

/// What the library reads in "+<digits>": nothing where it reads no number.
struct ParsedNumber {
    int code = 0;          // country calling code
    std::string national;  // national significant number
};
std::optional<ParsedNumber> parse_by_library(std::string_view plus_and_digits);
/// May somebody have "+<digits>"?
bool is_valid_by_library(std::string_view plus_and_digits);

/// Regular expression over the emergency numbers of a region.
struct EmergencyPattern {
    int code = 0;        // country calling code
    std::string region;  // ISO 3166
    std::string pattern;
};
/// Of all regions. Takes some milliseconds: ask once.
std::vector<EmergencyPattern> library_emergency_patterns();
/// Is `digits` an emergency number of the region?
bool is_emergency_by_library(std::string_view digits, const std::string& region);
/// Do the digits begin with an emergency number of the region, where longer numbers connect, too?
bool connects_to_emergency_by_library(std::string_view digits, const std::string& region);

/// What the library knows of one country calling code.
struct CallingCode {
    int code = 0;                   // 1 to 3 digits
    uint32_t possible_lengths = 0;  // bit n: a national significant number of n digits is possible
    std::string
        prefix_pattern;  // regular expression of what is dialed first within the country, and cut off when it comes
    std::string emergency_pattern;  // regular expression of its regions' emergency numbers; empty if none
};

/// All calling codes. Takes some milliseconds: ask once.
std::vector<CallingCode> library_calling_codes();

}  // namespace tiller
