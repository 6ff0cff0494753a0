#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"

namespace tiller {

/// A new id of 32 lower-case hex digits (docs/contract/README.md rule 5): 48 bits of milliseconds, then 80 random bits,
/// so that ids sort by time and cannot be guessed.
std::string new_id(const Clock& clock, Random& random);

/// True for 32 lower-case hex digits.
bool is_id(std::string_view text);

}  // namespace tiller
