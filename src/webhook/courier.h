#pragma once
#include <functional>
#include <memory>
#include <unordered_map>

#include "nodes/share.h"
#include "store/delivery_log.h"
#include "store/store.h"
#include "webhook/courier_mail.h"
#include "webhook/endpoint_queue.h"
#include "webhook/sender.h"
#include "wire_security/body_cipher.h"

namespace tiller::webhook {

struct CourierOptions {
    int parallel_per_endpoint = 4;  // tries at once to an endpoint that does well
    int max_probes = 64;            // tries at once to all endpoints together that do not
    /// Encrypts the bodies of an account; nothing for one that does not want it. Absent: of no account.
    std::function<wire_security::BodyCipherPtr(store::Db&, int64_t account)> cipher_of{};
    /// Something came into the mail: step soon. Any thread, and when the courier is gone, too.
    std::function<void()> wake{};
};

/// Carries events from the outbox to the endpoints (docs/contract/voice.md, Webhooks): the whole logic, as a passive object
/// (base/stepper.h).
///
/// Thread rule: one thread at a time; other threads speak to it through its mail.
/// Invariants:
/// 1. An event reaches an endpoint at least once, or is exhausted there; its id and body never change.
/// 2. At one endpoint an event of a task comes after all call events of the task, one of a plan after all of the plan.
/// 3. Endpoints wait for nothing but themselves: each has its own queue and its own limit.
/// 4. The store knows a result before its delivery can be tried again. What was out when the process died is due again.
/// 5. One batch of results is with the store at a time; what comes meanwhile is in the next.
/// 6. Of several nodes that share a store one at a time tries the deliveries of an endpoint: the node that holds it. It
///    gives an endpoint to another one when nothing is out there; a result of an endpoint that it has lost is dropped.
class Courier {
  public:
    /// `node`: this program as a node, entered before the first step.
    Courier(store::Store& store, Sender& sender, const nodes::Membership& node, const Clock& clock,
            CourierOptions options);

    /// For other threads: wake() after an event or an endpoint was committed.
    CourierMail& mail() { return *mail_; }

    /// Takes what came in, saves results, reads what is due, sends. Returns when to call again at the latest (<= now:
    /// at once, there is more to do), Instant::max() if only the mail can bring work. A clock may jump: call at least
    /// every second. Throws StoreError if the store cannot be read; nothing is lost then, step again later.
    Instant step(Instant now);

    /// From now on nothing new is sent.
    void stop() { stopped_ = true; }
    /// While it holds, the same; what was due goes out afterwards.
    void hold(bool holds) { held_ = holds; }
    /// Deliveries that are out, or whose result is not on disk yet.
    size_t unsettled() const;

  private:
    struct Batch {
        std::vector<store::Delivery> results;
        std::vector<store::Try> tries;                        // for the log
        std::vector<store::Delivery> moved;                   // only their due moment
        std::unordered_map<int64_t, store::Endpoint> health;  // how endpoints do, by key
        bool empty() const { return results.empty() && moved.empty() && health.empty(); }
    };

    void take_answer(const CourierMail::Answered& answered, Instant now);
    void note_health(EndpointQueue& queue, const store::Delivery& result, Instant now);
    void save(Instant now);
    static void write(store::Tx& tx, const Batch& batch, const std::map<int64_t, store::Holdable>& things, int64_t run,
                      Instant now);
    void batch_saved(Instant now);
    void batch_refused(Instant now);
    bool is_switch_off_unsaved(int64_t endpoint) const;
    void read(Instant now);
    void read_endpoints(store::Db& db);
    void read_cipher(store::Db& db, int64_t account);
    void share_endpoints();
    bool is_ours(const EndpointQueue& queue) const { return share_.holds(thing_of(queue)); }
    static store::Holdable thing_of(const EndpointQueue& queue) {
        return {queue.endpoint().account, queue.endpoint().key};
    }
    void keep_only(const std::vector<store::Endpoint>& listed, std::optional<int64_t> account);
    void send(Instant now);
    void send_one(EndpointQueue& queue, Instant now);
    Instant next_step(Instant now) const;

    store::Store& store_;
    Sender& sender_;
    const Clock& clock_;
    const CourierOptions options_;
    const std::shared_ptr<CourierMail> mail_;
    nodes::Share share_;
    Millis ask_others_at_{0};  // what other nodes commit brings no wake

    std::map<int64_t, EndpointQueue> queues_;                  // by the endpoint's key
    std::map<int64_t, wire_security::BodyCipherPtr> ciphers_;  // by account
    std::set<int64_t> changed_accounts_;
    bool all_changed_ = true;
    bool to_share_ = true;  // endpoints were read, and whose they are was not looked at yet

    Batch batch_;                          // gathers
    std::shared_ptr<const Batch> saving_;  // is with the store
    Instant save_after_ = Instant::min();

    Instant last_step_ = Instant::min();
    int64_t last_probed_ = 0;
    bool stopped_ = false, held_ = false;
};

}  // namespace tiller::webhook
