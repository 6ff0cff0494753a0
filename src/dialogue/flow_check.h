#pragma once
// Checks of the states as a whole: is each reached, and does a call with a silent callee end.
#include "dialogue/definition.h"
#include "document/source_text.h"

namespace tiller::dialogue {

void check_flow(const Definition& definition, document::Faults& faults);

}  // namespace tiller::dialogue
