#pragma once
#include "setup/setup_reader.h"

namespace tiller::setup {

/// Puts the environment's values for `${NAME}` into all texts of the tree but the dialogues (a robot may well say
/// "${Arrears}"). `$${` stands for a plain `${`. A variable that is not set, or one where none may be used, is a fault.
void substitute_environment(SetupContext& context, document::Node& root);

}  // namespace tiller::setup
