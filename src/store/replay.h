#pragma once
// Sends events again, with the EventID and the body that they always had.
#include <string>
#include <vector>

#include "base/result.h"
#include "store/outbox.h"
#include "store/store.h"

namespace tiller::store {

enum class ReplayOf : uint8_t {
    exhausted,    // given up after the last try
    waiting,      // still on the ladder: not later, but now
    delivered,    // accepted once already
    missed,       // of the endpoint's kinds, made while it was switched off or did not exist
    undelivered,  // exhausted, waiting and missed
};

/// Which events of an endpoint; all that is given must hold.
struct ReplayFilter {
    ReplayOf of = ReplayOf::exhausted;
    std::optional<EventKind> kind;
    int64_t task = 0, plan = 0;           // keys; 0: any
    std::optional<Instant> since, until;  // when the event was made; `until` itself is not in
};

/// Replays one event, whatever became of it. Errors: not_found if the account has no such event (any more), conflict if
/// the endpoint is switched off. Wake the dispatcher after the commit.
Result<void> replay_event(Tx& tx, const Endpoint& endpoint, std::string_view event_id, Instant now);

/// Replays all that the filter takes, in transactions of a few hundred events, oldest first; how many. Those that are
/// replayed together keep their order: call before task before plan. Errors: conflict if the endpoint is switched off,
/// not_found if it is gone meanwhile. Throws StoreError.
Result<int64_t> replay_events(Store& store, int64_t account, int64_t endpoint, const ReplayFilter& filter, Instant now);

}  // namespace tiller::store
