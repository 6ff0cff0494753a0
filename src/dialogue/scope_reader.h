#pragma once
// The names of a dialogue, gathered before anything that uses them is read.
#include "dialogue/names.h"
#include "document/yaml_tree.h"

namespace tiller::dialogue {

/// `variables:`, the slots that `set:` and `collect: into` fill, and the names of the states. `root` is a map.
Scope read_scope(const document::Node& root, document::Faults& faults);

}  // namespace tiller::dialogue
