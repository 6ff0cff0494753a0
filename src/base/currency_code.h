#pragma once
// The currencies of the world by their codes (ISO 4217, list one of 2023).
#include <optional>
#include <string_view>

namespace tiller {

/// How many decimals amounts of a currency have: 2 for "USD", 0 for "JPY", 3 for "KWD". Nothing for a code that no
/// currency has; the four that have no minor unit by their nature (gold and the like) are none.
std::optional<int> currency_decimals(std::string_view code);

}  // namespace tiller
