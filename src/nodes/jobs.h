#pragma once
// Work of the whole installation, which one node at a time does: whoever holds the job. Done twice it would do no harm,
// only cost.
#include "store/holdings.h"

namespace tiller::nodes {

inline constexpr store::Holdable kRetention{0, 1};  // privacy/retention.h
inline constexpr store::Holdable kPruning{0, 2};    // webhook/pruner.h

}  // namespace tiller::nodes
