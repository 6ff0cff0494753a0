#pragma once
#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "http/client.h"
#include "store/store.h"
#include "webhook/sender.h"

namespace tiller::store {
struct Endpoint;
}
namespace tiller::nodes {
class Membership;
}

namespace tiller::webhook {

struct DispatcherOptions {
    bool allow_private = false;     // also deliver to loopback, private and link-local addresses
    int parallel_per_endpoint = 4;  // tries at once to an endpoint that does well
    int max_probes = 64;            // tries at once to all endpoints together that do not
    Millis keep_delivered = std::chrono::days(7);
    bool held = false;  // see Dispatcher::hold
};

/// Delivers the outbox: a thread around the Courier (courier.h), over HTTP. Delivery of what is due begins at once.
///
/// Thread rule: wake from any thread, close from one. What `open` is given outlives it, but the options.
class Dispatcher {
  public:
    using Options = DispatcherOptions;
    static std::unique_ptr<Dispatcher> open(store::Store& store, http::Client& client, const nodes::Membership& node,
                                            const Clock& clock, Random& random, const Options& options);
    /// close(0).
    virtual ~Dispatcher() = default;

    /// Events or endpoints of this account were committed. Costs a lock; many wake-ups become one.
    virtual void wake(int64_t account) = 0;
    /// The same for no account in particular: all are looked at.
    virtual void wake() = 0;
    /// While it holds, deliveries wait and nothing is sent but test events. Any thread.
    virtual void hold(bool holds) = 0;
    /// Posts a test event (test_event.h) to the endpoint, switched on or not; once, and not into the outbox or the log.
    /// `done` runs once, on a thread that it must not block.
    virtual void test(const store::Endpoint& endpoint, std::function<void(Answer)> done) = 0;
    /// Sends nothing new, waits at most `limit` for answers that are outstanding and for their results to be on disk.
    /// What is open then is delivered again after the next start.
    virtual void close(Millis limit) = 0;
};

}  // namespace tiller::webhook
