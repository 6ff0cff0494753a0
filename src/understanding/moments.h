#pragma once
// Dates and times as people say them: "next friday", "lusa", "las nueve y media".
#include <optional>
#include <string>
#include <vector>

#include "base/zone.h"
#include "understanding/language.h"
#include "understanding/numbers.h"

namespace tiller::understanding {

/// The longest date that begins at word `at`. Without `today` there are dates with a year alone.
std::optional<Read<Date>> read_date(const std::vector<std::string>& words, size_t at, const Language& language,
                                    std::optional<Date> today);

/// Minutes after midnight. An hour that may be of the morning or of the afternoon is the one that lies between `from`
/// and `to`, or else, of both or neither, the one from 7 to 18:59.
std::optional<Read<int>> read_time(const std::vector<std::string>& words, size_t at, const Language& language, int from,
                                   int to);

}  // namespace tiller::understanding
