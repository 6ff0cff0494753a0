#pragma once
#include "admin/setup_reader.h"

namespace tiller::admin {

/// Puts the environment's values for `${NAME}` into all texts of the tree but the dialogues (a robot may well say
/// "${Arrears}"). `$${` stands for a plain `${`. A variable that is not set, or one where none may be used, is a fault.
void substitute_environment(SetupContext& context, dialogue::Node& root);

}  // namespace tiller::admin
