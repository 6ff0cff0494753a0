#pragma once
// What is no fault of a robot, and yet may go wrong in a call.
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "document/source_text.h"

namespace tiller::rehearsal {

/// Of a robot that loads; with places in `yaml`.
std::vector<Fault> lint(std::string_view yaml);

}  // namespace tiller::rehearsal
