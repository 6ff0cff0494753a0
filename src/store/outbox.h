#pragma once
// The outbox: events written in the same transaction as what they tell, and their delivery to each endpoint.
#include <vector>

#include "store/endpoints.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct Event {
    int64_t account = 0, sequence = 0;  // counts up per account, from 1
    std::string id;                     // EventID, unchanging
    EventKind kind = EventKind::call;
    int64_t task = 0, plan = 0;  // keys; 0 for none
    Instant created;
    std::string body;
};

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

/// The sequence number that the account's next event gets.
int64_t next_sequence(Db& db, int64_t account);
/// Stores the event and a delivery for each enabled endpoint of the account that takes its kind, or that gets the call
/// records of the task's route.
void insert_event(Tx& tx, const Event& event);
std::optional<Event> find_event(Db& db, int64_t account, int64_t sequence);

/// True while an event that must come first is still on its way: a call of the same task, a task of the same plan.
bool is_held_back(Db& db, const Delivery& delivery);
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
