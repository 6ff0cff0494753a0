#include "webhook/dispatcher.h"

#include <pthread.h>

#include "base/ids.h"
#include "base/log.h"
#include "campaign/record.h"
#include "webhook/courier.h"
#include "webhook/figures.h"
#include "webhook/http_sender.h"
#include "webhook/pruner.h"
#include "webhook/test_event.h"

namespace tiller::webhook {
namespace {

constexpr std::chrono::seconds kLongestSleep{1};  // the wall clock may jump meanwhile
constexpr std::chrono::seconds kCountEvery{15};

class DispatcherThread final : public Dispatcher {
  public:
    DispatcherThread(store::Store& store, http::Client& client, const Clock& clock, Random& random,
                     const Options& options)
        : store_(store),
          clock_(clock),
          random_(random),
          sender_(client, options.allow_private),
          courier_(store, sender_,
                   {.parallel_per_endpoint = options.parallel_per_endpoint,
                    .max_probes = options.max_probes,
                    .cipher_of = [this](store::Db& db, int64_t account) { return cipher_of(db, account); }}),
          pruner_(store, {.keep_delivered = options.keep_delivered}),
          thread_([this] { work(); }) {
        pthread_setname_np(thread_.native_handle(), "webhook");
    }
    ~DispatcherThread() override { DispatcherThread::close(Millis(0)); }

    void wake(int64_t account) override { courier_.inbox().wake(account); }
    void wake() override { courier_.inbox().wake(); }

    void test(const store::Endpoint& endpoint, std::function<void(Answer)> done) override {
        auto [zone, cipher] = store_.read([&](store::Db& db) {
            return std::pair(campaign::zone_of(db, endpoint.account), cipher_of(db, endpoint.account));
        });
        sender_.send(make_test_post(endpoint, new_id(clock_, random_), clock_.now(), zone, cipher.get()),
                     std::move(done));
    }

    void close(Millis limit) override {
        if (!thread_.joinable()) return;
        close_limit_ = limit;
        courier_.inbox().close();
        thread_.join();
    }

  private:
    wire_security::BodyCipherPtr cipher_of(store::Db& db, int64_t account) {
        auto found = store::find_account(db, account);
        if (!found || !found->encryption.callbacks) return nullptr;
        return wire_security::find_cipher(db, *found, random_);
    }
    void work() {
        std::optional<Millis> deadline;
        for (;;) {
            if (!deadline && courier_.inbox().closed()) {
                courier_.stop();
                deadline = clock_.steady() + close_limit_.load();
            }
            Millis sleep = step();
            if (deadline) {
                Millis left = *deadline - clock_.steady();
                if (courier_.unsettled() == 0 || left <= Millis(0)) return;
                sleep = std::min(sleep, left);
            } else {
                count_waiting();
            }
            if (sleep > Millis(0)) courier_.inbox().wait(sleep);
        }
    }

    /// How long the courier can do without the next step.
    Millis step() {
        try {
            Instant now = clock_.now();
            Instant next = courier_.step(now);
            if (!courier_.inbox().closed()) next = std::min(next, pruner_.step(now));
            return next <= now ? Millis(0) : std::min<Millis>(std::min(next, now + kLongestSleep) - now, kLongestSleep);
        } catch (const std::exception& e) {
            log::error("webhooks are held up", {{"error", e.what()}});
            return kLongestSleep;
        }
    }

    void count_waiting() {
        if (clock_.steady() < count_at_) return;
        count_at_ = clock_.steady() + kCountEvery;
        try {
            store_.read([](store::Db& db) {
                figures().waiting.Set(static_cast<double>(store::count_waiting_deliveries(db)));
                auto endpoints = store::list_endpoints(db);
                auto count = [&](auto has) { return static_cast<double>(std::ranges::count_if(endpoints, has)); };
                figures().endpoints_off.Set(count([](auto& endpoint) { return !endpoint.enabled; }));
                figures().endpoints_failing.Set(
                    count([](auto& endpoint) { return endpoint.enabled && endpoint.failing_since; }));
            });
        } catch (const store::StoreError& e) {
            log::error("waiting webhooks could not be counted", {{"error", e.what()}});
        }
    }

    store::Store& store_;
    const Clock& clock_;
    Random& random_;
    HttpSender sender_;
    Courier courier_;
    Pruner pruner_;
    Millis count_at_{0};
    std::atomic<Millis> close_limit_{Millis(0)};
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<Dispatcher> Dispatcher::open(store::Store& store, http::Client& client, const Clock& clock,
                                             Random& random, const Options& options) {
    return std::make_unique<DispatcherThread>(store, client, clock, random, options);
}

}  // namespace tiller::webhook
