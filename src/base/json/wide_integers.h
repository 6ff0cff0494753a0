#pragma once
// JSON's integers have no limit; ours and those of the fast parser end at 64 bits.
#include <optional>
#include <string>
#include <string_view>

namespace tiller {

/// `json` with `.0` behind every integer of 19 digits or more, so that it is read as a double. Nothing if there is
/// none. What is no JSON comes back as no JSON.
std::optional<std::string> with_wide_integers_as_reals(std::string_view json);

}  // namespace tiller
