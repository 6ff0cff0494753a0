#pragma once
#include <string_view>

namespace tiller::speech {

/// The ISO 4217 code of a unit of money as customers write it ("Rp", "RMB", "₹", "usd"), or empty if it is none we
/// know.
std::string_view currency_code(std::string_view unit);

}  // namespace tiller::speech
