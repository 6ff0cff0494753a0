#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json/json.h"
#include "base/random.h"
#include "base/zone.h"
#include "store/events.h"

namespace tiller::journal {

/// What an event is about.
struct Entry {
    int64_t account = 0;
    store::EventKind kind = store::EventKind::call;
    int64_t task = 0, plan = 0;  // keys; 0 for none
};

/// What happened is written here once, in the transaction in which it happens, and told to all subscribers in that same
/// transaction: an event is there, and heard, if and only if what it tells is there.
///
/// Thread rule: `subscribe` before the first `write`; `write` from the thread of the transaction.
/// Invariants:
/// 1. Each subscriber hears each event once, the events of an account in the order of their sequence numbers.
/// 2. Subscribers hear an event in the order in which they subscribed.
/// 3. A subscriber that throws undoes the transaction, and with it what happened: it writes rows, and nothing else.
class Journal {
  public:
    /// Hears of an event. What takes time or can fail, such as a delivery, is only noted here as a row, and done later.
    using Hear = std::function<void(store::Tx& tx, const store::Event& event)>;
    void subscribe(Hear hear) { subscribers_.push_back(std::move(hear)); }

    /// Adds the fields of what is told to the event's body; times are in `zone`, the account's.
    using Record = std::function<void(JsonWriter& json, const Zone& zone)>;
    /// Writes the event: its body has Event, EventID, Sequence and Time (docs/contract/voice.md, "Webhooks"), then what
    /// `record` adds. Throws StoreError, and what a subscriber throws.
    void write(store::Tx& tx, const Clock& clock, Random& random, const Entry& entry, const Record& record) const;

  private:
    std::vector<Hear> subscribers_;
};

}  // namespace tiller::journal
