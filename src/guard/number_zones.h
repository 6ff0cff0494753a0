#pragma once
// Where the callee may be: the time zones that a telephone number's first digits allow.
#include <memory>
#include <string_view>
#include <vector>

#include "base/zone.h"

namespace tiller::guard {

using Zones = std::shared_ptr<const std::vector<Zone>>;

/// All zones in which the callee of "+<digits>" may be, by the longest known prefix: one for most landlines, all of the
/// country for a mobile number of a country whose mobile numbers have no place. UTC alone for a prefix that nobody
/// knows. Safe from any thread; the first call builds the table, some milliseconds.
Zones zones_of(std::string_view e164);

}  // namespace tiller::guard
