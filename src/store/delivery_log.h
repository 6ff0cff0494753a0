#pragma once
// What became of each delivery: every try with its answer, and lists of deliveries for people.
#include <vector>

#include "store/calls.h"
#include "store/outbox.h"

namespace tiller::store {

/// One try to deliver, as it went.
struct Try {
    int64_t endpoint = 0, sequence = 0;
    int number = 0;  // counts up over replays, from 1; given by insert_try
    Instant at;      // when the answer, or its absence, was known
    Millis duration{0};
    int status = 0;      // HTTP; 0: no answer
    std::string error;   // why it failed; empty if it was accepted
    std::string answer;  // the start of the answer's body
};
void insert_try(Tx& tx, const Try& tried);
/// Oldest first.
std::vector<Try> tries_of(Db& db, int64_t endpoint, int64_t sequence);

struct DeliveryFilter {
    std::optional<DeliveryState> state;
    std::optional<EventKind> kind;
    int64_t task = 0, plan = 0;  // keys; 0: any
    std::string event_id;        // empty: any
};
struct ListedDelivery {
    Delivery delivery;
    std::string event_id;
    Instant created;                 // of the event
    std::optional<Instant> settled;  // when it was delivered or exhausted
};
/// Deliveries of an endpoint, newest event first, whose sequence is below `before` (0: from the newest): a page.
std::vector<ListedDelivery> list_deliveries(Db& db, const Endpoint& endpoint, const DeliveryFilter& filter,
                                            int64_t before, int64_t limit);

/// The delivery and its event's id; nothing if there is none.
std::optional<ListedDelivery> find_delivery(Db& db, const Endpoint& endpoint, int64_t sequence);
/// Why the latest of the tries failed whose deliveries still wait; empty if none did.
std::string last_failure(Db& db, int64_t endpoint);

struct CallDelivery {
    ListedDelivery listed;
    std::string url;  // of the endpoint
};
/// Deliveries of the events that tell a call: that of its row names all attempts. Looks at the events of the call's
/// task.
std::vector<CallDelivery> deliveries_of_call(Db& db, const Call& call);

/// How many of an endpoint's deliveries wait, and how many are exhausted.
struct DeliveryCounts {
    int64_t waiting = 0, exhausted = 0;
};
DeliveryCounts count_deliveries(Db& db, int64_t endpoint);

}  // namespace tiller::store
