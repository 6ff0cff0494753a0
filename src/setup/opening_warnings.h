#pragma once
#include <string>
#include <vector>

#include "guard/rules.h"
#include "rehearsal/lint.h"
#include "setup/setup.h"

namespace tiller::setup {

/// What the guard has against the first words of a set-up's robots, in the countries of the account and its lines:
/// "robot reminder: us.identify v1: the robot does not begin by saying who is calling".
std::vector<std::string> opening_warnings(const guard::Rules& rules, const Setup& setup);

/// Words that a set-up's robots expect and the recognizer here has to guess: "robot reminder:12:9: "quibblex", which …".
std::vector<std::string> word_warnings(const rehearsal::UnknownWords& unknown, const Setup& setup);

}  // namespace tiller::setup
