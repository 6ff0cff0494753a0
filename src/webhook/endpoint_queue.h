#pragma once
#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "journal/order.h"
#include "store/outbox.h"
#include "webhook/health.h"
#include "webhook/sender.h"

namespace tiller::webhook {

/// What is on its way to one endpoint. The store holds the truth; this holds the little of it that is worked on now.
///
///   in the store, due ─ look ─► ready ─ take ─► out ─ settle ─► unsaved ─ saved ─► in the store: delivered, exhausted,
///                        └────► held ─ what it waits for is saved ─► in the store   or due again
///
/// Not thread-safe. Invariants:
/// 1. A delivery that is ready, held, out or unsaved is in known_, and look passes it over: it is not taken twice.
/// 2. A delivery is held while one that must come first (journal/order.h) waits in the store, which it does until its
///    result is saved: the order holds over a restart, too.
/// 3. Held ones are looked at again when something that they wait for was saved, and once a minute; never in a loop.
class EndpointQueue {
  public:
    EndpointQueue(store::Endpoint endpoint, int parallel);

    const store::Endpoint& endpoint() const { return endpoint_; }
    Health& health() { return health_; }
    int out() const { return static_cast<int>(out_.size()); }
    size_t unsettled() const { return out_.size() + unsaved_.size(); }

    /// Takes what the operator changed; how the endpoint does is kept, unless it was switched on again.
    void redefine(store::Endpoint fresh);
    void switch_off(Instant now, std::string reason);

    /// There may be more in the store from `at` on.
    void look_from(Instant at) { look_at_ = std::min(look_at_, at); }
    void clock_set_back(Instant now);
    /// When the store is to be read next; Instant::max(): not before something else happens.
    Instant next_look() const;
    /// Reads what is due, with bodies, up to a batch. Returns deliveries that a clock running ahead put off further
    /// than the ladder goes, with the moment that they should have: those are to be saved, then look_from.
    std::vector<store::LaterDelivery> look(store::Db& db, Instant now);

    /// When the next try may go out; Instant::max(): not before something else happens.
    Instant next_take() const;
    /// The next to be tried; it is out from now on. Only when next_take() has come.
    store::Outgoing take();
    /// What is out, with the event's body left out; nullptr if it is not.
    const store::Outgoing* find_out(int64_t sequence) const;
    /// Counts the try and says what is to be saved: delivered, exhausted, or when to try again. It must be out.
    store::Delivery settle(int64_t sequence, const Answer& answer, Instant now);
    /// The result that settle gave is on disk.
    void saved(const store::Delivery& result, Instant now);

  private:
    bool read_one(store::Db& db, int64_t sequence);
    void release(const journal::Awaited& awaited);
    void release_all();
    void forget_ready();
    std::vector<store::LaterDelivery> put_off_too_far(store::Db& db, Instant now) const;

    store::Endpoint endpoint_;
    const int parallel_;
    Health health_;

    std::unordered_set<int64_t> known_;
    std::deque<store::Outgoing> ready_;
    std::unordered_map<int64_t, store::Outgoing> out_;
    std::map<journal::Awaited, std::vector<int64_t>> held_;
    std::unordered_set<int64_t> unsaved_;

    Instant look_at_ = Instant::min();
    Instant audit_at_ = Instant::min();
};

}  // namespace tiller::webhook
