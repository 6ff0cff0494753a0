#pragma once
// The outbox: events written in the same transaction as what they tell, and their delivery to each endpoint.
#include <vector>

#include "store/sqlite.h"

namespace tiller::store {

/// In the order in which they must reach an endpoint: call before task before plan.
enum class EventKind : uint8_t { call, task, plan };
inline constexpr int kAllEvents = 0b111;

struct Endpoint {
    int64_t key = 0, account = 0;
    std::string url;
    int events = kAllEvents;         // bit 1 << EventKind
    std::string secret, old_secret;  // the old one is valid during a rotation
    bool enabled = true;
    std::optional<Instant> failing_since;
};

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

/// Adds the endpoint, or changes the one with this account and url. One that is switched on again has no failures
/// behind it.
int64_t put_endpoint(Tx& tx, const Endpoint& endpoint);
std::vector<Endpoint> list_endpoints(Db& db);
std::vector<Endpoint> endpoints_of(Db& db, int64_t account);
/// The endpoint and what was on its way to it.
void delete_endpoint(Tx& tx, int64_t endpoint);
void set_endpoint_health(Tx& tx, int64_t endpoint, bool enabled, std::optional<Instant> failing_since);
/// Leaves alone whether the endpoint is switched on.
void set_endpoint_failing(Tx& tx, int64_t endpoint, std::optional<Instant> since);

/// The sequence number that the account's next event gets.
int64_t next_sequence(Db& db, int64_t account);
/// Stores the event and a delivery for each enabled endpoint of the account that takes its kind.
void insert_event(Tx& tx, const Event& event);
std::optional<Event> find_event(Db& db, int64_t account, int64_t sequence);

/// Deliveries of an endpoint whose time has come, oldest first.
std::vector<Delivery> due_deliveries(Db& db, int64_t endpoint, Instant now, int64_t limit);
std::optional<Instant> next_delivery_due(Db& db, int64_t endpoint);
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
/// The numbers alone of what due_deliveries gives: read from the index, without a look at the rows.
std::vector<int64_t> due_sequences(Db& db, int64_t endpoint, Instant now, int64_t limit);
/// Nothing if the delivery is no longer waiting.
std::optional<Outgoing> find_outgoing(Db& db, int64_t endpoint, int64_t sequence);
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
