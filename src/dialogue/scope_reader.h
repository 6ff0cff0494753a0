#pragma once
// The names of a dialogue, gathered before anything that uses them is read.
#include "dialogue/names.h"
#include "dialogue/yaml_tree.h"

namespace tiller::dialogue {

/// `variables:`, the slots that `set:` and `collect: into` fill, and the names of the states. `root` is a map.
Scope read_scope(const Node& root, Faults& faults);

}  // namespace tiller::dialogue
