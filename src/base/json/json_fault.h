#pragma once
// Where a text stops being JSON: asked only after the fast parser has refused it.
#include <optional>
#include <string>
#include <string_view>

#include "base/fault.h"

namespace tiller {

/// Whether an integer beyond 64 bits is a fault, or good like any that a double can come near to.
enum class WideIntegers { fault, good };

/// With line and column: "Missing a comma or } after an object member." Nothing for a text that is JSON, numbers fit 64 bits, and nesting is less than 1,024 deep.
std::optional<Fault> find_json_fault(std::string_view text, WideIntegers wide = WideIntegers::fault);

}  // namespace tiller
