#pragma once
#include <vector>

#include "dialogue/yaml_tree.h"
#include "guard/rules.h"

namespace tiller::guard {

/// The rules of one pack; what is wrong goes to `faults`.
std::vector<Rule> read_pack(const dialogue::Node& root, dialogue::Faults& faults);

}  // namespace tiller::guard
