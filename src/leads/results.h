#pragma once
#include "store/events.h"

namespace tiller::leads {

/// A subscriber of the journal (journal/journal.h): the call records of a route's tasks go to the route's endpoint,
/// whatever kinds that takes otherwise (docs/contract/leads.md).
void deliver_result(store::Tx& tx, const store::Event& event);

}  // namespace tiller::leads
