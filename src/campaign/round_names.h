#pragma once
// The names of a plan's tasks, `<PlanName>_Round_<N>` (docs/contract/voice.md, "Plans"). They are the plan's from the
// moment it is made, though the tasks come later: a task name is unique in an account (10403).
#include <optional>
#include <string>
#include <string_view>

#include "store/handles.h"

namespace tiller::campaign {

/// Rounds count from 1.
std::string round_name(std::string_view plan, int round);

/// The plan that has not ended and of which a round bears this name.
std::optional<std::string> plan_that_names(store::Db& db, int64_t account, std::string_view task);

/// The first name of a new plan's rounds that a task has already.
std::optional<std::string> taken_round_name(store::Db& db, int64_t account, std::string_view plan, size_t rounds);

}  // namespace tiller::campaign
