#pragma once
// What the rules say of a robot's first words before anybody is called.
#include <string_view>
#include <vector>

#include "guard/evaluate.h"
#include "model/outcome.h"

namespace tiller::guard {

/// Each rule on opening words that a call of `service` to `country` (ISO 3166) would break, whatever the number begins
/// with. `text` says what is missing, and whether such calls are refused.
std::vector<Warning> judge_first_words(const Rules& rules, Service service, std::string_view country,
                                       const FirstWords& words);

}  // namespace tiller::guard
