#pragma once
// What happened, as it is told: the rows that the journal writes (journal/journal.h).
#include <set>
#include <string>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// The number of a kind, in the tables for ever. What is true of each kind stands in journal/kinds.cc.
enum class EventKind : uint8_t { call, task, plan, line };
using EventKinds = std::set<EventKind>;

/// What an event can be about. Task and plan are columns of `events` and `deliveries`.
enum class Subject : uint8_t { number, task, plan, line };

struct Event {
    int64_t account = 0, sequence = 0;  // counts up per account, from 1
    std::string id;                     // EventID, unchanging
    EventKind kind = EventKind::call;
    int64_t task = 0, plan = 0;  // keys; 0 for none
    Instant created;
    std::string body;
};

/// Takes the account's next sequence number, for one event.
int64_t take_sequence(Tx& tx, int64_t account);
/// The sequence number of the account's newest event; 0: there was none.
int64_t last_sequence(Db& db, int64_t account);
void insert_event(Tx& tx, const Event& event);
std::optional<Event> find_event(Db& db, int64_t account, int64_t sequence);

}  // namespace tiller::store
