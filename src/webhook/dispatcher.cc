#include "webhook/dispatcher.h"

#include <future>

#include "base/ids.h"
#include "base/log.h"
#include "base/stepper.h"
#include "nodes/jobs.h"
#include "nodes/share.h"
#include "store/accounts.h"
#include "webhook/courier.h"
#include "webhook/delivery_metrics.h"
#include "webhook/http_sender.h"
#include "webhook/pruner.h"
#include "webhook/trial_event.h"

namespace tiller::webhook {
namespace {

constexpr std::chrono::seconds kCountEvery{15};

class DispatcherThread final : public Dispatcher {
  public:
    DispatcherThread(store::Store& store, http::Client& client, const nodes::Membership& node, const Clock& clock,
                     Random& random, const Options& options)
        : store_(store),
          clock_(clock),
          random_(random),
          sender_(client, options.allow_private),
          courier_(store, sender_, node, clock,
                   {.parallel_per_endpoint = options.parallel_per_endpoint,
                    .max_probes = options.max_probes,
                    .cipher_of = [this](store::Db& db, int64_t account) { return cipher_of(db, account); },
                    .wake = thread_.waker()}),
          pruner_(store, {.keep_delivered = options.keep_delivered}),
          pruning_(store, node, clock, store::HoldingKind::job),
          held_(options.held) {
        thread_.start(clock, [this](Instant now) { return step(now); });
    }
    ~DispatcherThread() override { DispatcherThread::close(Millis(0)); }

    void wake(int64_t account) override { courier_.mail().wake(account); }
    void wake() override { courier_.mail().wake(); }

    void hold(bool holds) override {
        held_ = holds;
        wake();
    }

    void test(const store::Endpoint& endpoint, std::function<void(Answer)> done) override {
        auto [zone, cipher] = store_.read([&](store::Db& db) {
            return std::pair(store::zone_of(db, endpoint.account), cipher_of(db, endpoint.account));
        });
        sender_.send(make_trial_post(endpoint, new_id(clock_, random_), clock_.now(), zone, cipher.get()),
                     std::move(done));
    }

    void close(Millis limit) override {
        if (closing_.exchange(true)) return;
        thread_.wake();
        settled_.get_future().wait_for(limit);
        thread_.stop();
    }

  private:
    wire_security::BodyCipherPtr cipher_of(store::Db& db, int64_t account) {
        auto found = store::find_account(db, account);
        if (!found || !found->encryption.callbacks) return nullptr;
        return wire_security::find_cipher(db, *found, random_);
    }

    Instant step(Instant now) {
        bool closing = closing_;
        if (closing) courier_.stop();
        courier_.hold(held_);
        Instant next = courier_.step(now);
        if (!closing) {
            pruning_.look({nodes::kPruning});
            if (pruning_.holds(nodes::kPruning)) next = std::min(next, pruner_.step(now));
            count_waiting();
        } else if (courier_.unsettled() == 0 && !std::exchange(told_settled_, true)) {
            settled_.set_value();
        }
        return next;
    }

    void count_waiting() {
        if (clock_.steady() < count_at_) return;
        count_at_ = clock_.steady() + kCountEvery;
        try {
            store_.read([](store::Db& db) {
                delivery_metrics().waiting.Set(static_cast<double>(store::count_waiting_deliveries(db)));
                auto endpoints = store::list_endpoints(db);
                auto count = [&](auto has) { return static_cast<double>(std::ranges::count_if(endpoints, has)); };
                delivery_metrics().endpoints_off.Set(count([](auto& endpoint) { return !endpoint.enabled; }));
                delivery_metrics().endpoints_failing.Set(
                    count([](auto& endpoint) { return endpoint.enabled && endpoint.failing_since; }));
            });
        } catch (const store::StoreError& e) {
            log::error("waiting webhooks could not be counted", {{"error", e.what()}});
        }
    }

    Stepper thread_{{.name = "webhook"}};
    store::Store& store_;
    const Clock& clock_;
    Random& random_;
    HttpSender sender_;
    Courier courier_;
    Pruner pruner_;
    nodes::Share pruning_;
    Millis count_at_{0};
    std::atomic<bool> held_;
    std::atomic<bool> closing_{false};
    bool told_settled_ = false;   // of the thread
    std::promise<void> settled_;  // nothing is out any more, after `close`
};

}  // namespace

std::unique_ptr<Dispatcher> Dispatcher::open(store::Store& store, http::Client& client, const nodes::Membership& node,
                                             const Clock& clock, Random& random, const Options& options) {
    return std::make_unique<DispatcherThread>(store, client, node, clock, random, options);
}

}  // namespace tiller::webhook
