#pragma once
// The outbox: the delivery of each event to each endpoint.
#include <vector>

#include "store/endpoints.h"
#include "store/events.h"

namespace tiller::store {

enum class DeliveryState : uint8_t { waiting, delivered, exhausted };

struct Delivery {
    int64_t endpoint = 0, sequence = 0, account = 0;
    EventKind kind = EventKind::call;
    int64_t task = 0, plan = 0;
    DeliveryState state = DeliveryState::waiting;
    int tries = 0;
    Instant due;
    int last_status = 0;
    std::string last_error;
};

/// A delivery of the event for each enabled endpoint of its account that takes its kind.
void insert_deliveries(Tx& tx, const Event& event);
/// A delivery of the event to one endpoint, if that is switched on and has none of it yet.
void insert_delivery(Tx& tx, const Event& event, int64_t endpoint);

/// Does a delivery of this kind, of this task or plan, still wait for the endpoint?
bool is_on_its_way(Db& db, int64_t endpoint, EventKind kind, Subject subject, int64_t key);
void update_delivery(Tx& tx, const Delivery& delivery, Instant now);

/// A delivery with what is sent.
struct Outgoing {
    Delivery delivery;
    std::string id;   // EventID
    Instant created;  // of the event
    std::string body;
};
/// Deliveries of an endpoint whose time has come, oldest first: read from the index, without a look at the rows.
std::vector<int64_t> due_sequences(Db& db, int64_t endpoint, Instant now, int64_t limit);
/// Nothing if the delivery is no longer waiting.
std::optional<Outgoing> find_outgoing(Db& db, int64_t endpoint, int64_t sequence);
/// When the first delivery that waits falls, or fell, due.
std::optional<Instant> next_delivery_due(Db& db, int64_t endpoint);
/// When the next delivery falls due that is not due yet.
std::optional<Instant> next_delivery_due(Db& db, int64_t endpoint, Instant now);

/// A waiting delivery that is not due yet.
struct LaterDelivery {
    int64_t sequence = 0;
    int tries = 0;
    Instant due;
};
std::vector<LaterDelivery> later_deliveries(Db& db, int64_t endpoint, Instant now);
void set_delivery_due(Tx& tx, int64_t endpoint, int64_t sequence, Instant due);

/// Deliveries of all endpoints that wait, due or not.
int64_t count_waiting_deliveries(Db& db);

}  // namespace tiller::store
