#pragma once
// The bounds of strategies (docs/contract/voice.md, "Plans"), for the rules and for the forms.
#include <cstddef>

namespace tiller::campaign {

inline constexpr size_t kLongestStrategyName = 39, kMostRounds = 12;
inline constexpr int kMostDayOffset = 4;
inline constexpr int kMostRepeatMinutes = 30, kMostRepeats = 15;

}  // namespace tiller::campaign
