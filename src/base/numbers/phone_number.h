#pragma once
// Telephone numbers: what is a good one (docs/contract/README.md rule 6).
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller {

enum class NumberCheck {
    possible,  // what libphonenumber calls possible, or a valid short number of its region
    valid,     // what libphonenumber calls valid, or a valid short number of its region
};

/// Reads "+<country code><number>" and returns it in E.164 form ("+6281234567"). Marks that cannot be seen are passed
/// over and digits of every script are read (base/number_text.h); spaces, dashes and letters are errors. The error's
/// message says which rule is broken, in a form that fits behind `field "value": `.
Result<std::string> parse_number(std::string_view text, NumberCheck check);

/// A number that may be called: parse_number, without emergency numbers of any region, which a robot never calls.
Result<std::string> check_number(std::string_view text, NumberCheck check);

/// ISO 3166 region of a good number ("ID", "US"), empty if none.
std::string region_of(std::string_view e164);

}  // namespace tiller
