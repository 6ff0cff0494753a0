#pragma once
// Lets go of events that everybody has, so that the outbox does not grow for ever.
#include <vector>

#include "store/outbox.h"

namespace tiller::store {

/// What may go: it was made, and settled, before these moments.
struct PruneRule {
    Instant delivered_before;    // accepted by every endpoint that was to have it
    Instant undelivered_before;  // exhausted; or waiting at an endpoint that was switched off before this
};

/// Events that may go, of an account, after a sequence number: a page, without a write.
struct PrunePage {
    std::vector<int64_t> sequences;
    int64_t next = 0;  // go on after this one; 0: that was all
};
PrunePage prunable_events(Db& db, int64_t account, const PruneRule& rule, int64_t after, int64_t limit);

/// Removes an event, its deliveries and their log, if it still may go. Order is not touched: what is held back waits
/// for deliveries that wait, and of those none is removed but at endpoints that are off.
bool prune_event(Tx& tx, int64_t account, int64_t sequence, const PruneRule& rule);

}  // namespace tiller::store
