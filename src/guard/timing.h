#pragma once
// The rules that depend on time: hours, caps, cool-down. By the callee's clock, in every zone that the number allows.
#include <optional>

#include "guard/evaluate.h"

namespace tiller::guard {

/// Hours, caps and cool-downs are; the others hold or do not hold whatever the time.
bool is_timed(const Rule& rule);

/// The first instant from `at` on that this one rule allows, `at` itself if it does; nothing if it allows none within
/// kLongestWait.
std::optional<Instant> earliest_allowed(const Rule& rule, const Subject& subject, Instant at);

}  // namespace tiller::guard
