#pragma once
#include <vector>

#include "document/yaml_tree.h"
#include "guard/rules.h"

namespace tiller::guard {

/// The rules of one pack; what is wrong goes to `faults`.
std::vector<Rule> read_pack(const document::Node& root, document::Faults& faults);

}  // namespace tiller::guard
