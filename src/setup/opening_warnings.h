#pragma once
#include <string>
#include <vector>

#include "guard/rules.h"
#include "setup/setup.h"

namespace tiller::setup {

/// What the guard has against the first words of a set-up's robots, in the countries of the account and its lines:
/// "robot reminder: us.identify v1: the robot does not begin by saying who is calling".
std::vector<std::string> opening_warnings(const guard::Rules& rules, const Setup& setup);

}  // namespace tiller::setup
