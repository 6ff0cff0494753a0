#pragma once
// A courier over a real store, a clock that is turned and customers that follow a script.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <list>
#include <semaphore>

#include "base/clock.h"
#include "journal/kinds.h"
#include "nodes/nodes_testing.h"
#include "store/delivery_log.h"
#include "store/store_testing.h"
#include "webhook/courier.h"

namespace tiller::webhook {

using namespace std::chrono_literals;
using store::DeliveryState;
using store::EventKind;

#ifdef TILLER_SANITIZED
inline constexpr std::chrono::seconds kPatience{60};
#else
inline constexpr std::chrono::seconds kPatience{20};
#endif

/// A folder that is gone at the end of the test.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller-webhook-XXXXXX";
        path_ = mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

inline std::unique_ptr<store::Store> open_store(const std::string& folder, bool own_thread) {
    store::StoreOptions options;
    options.dir = folder;
    options.own_thread = own_thread;
    options.readers = 2;
    auto opened = store::Store::open(options);
    if (!opened.ok()) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

inline int64_t add_endpoint(store::Store& store, int64_t account, const std::string& url) {
    store::Endpoint endpoint;
    endpoint.account = account;
    endpoint.url = url;
    endpoint.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    return store.write([&](store::Tx& tx) { return store::put_endpoint(tx, endpoint); });
}

/// The id of the event, e.g. "call-1" by its kind and sequence.
inline std::string add_event(store::Store& store, int64_t account, EventKind kind, int64_t task, int64_t plan,
                             Instant now) {
    return store.write([&](store::Tx& tx) {
        store::Event event;
        event.account = account;
        event.sequence = store::take_sequence(tx, account);
        event.id = fmt::format("{}-{}", journal::find_kind(kind).name, event.sequence);
        event.kind = kind;
        event.task = task;
        event.plan = plan;
        event.created = now;
        event.body = R"({"EventID":")" + event.id + R"("})";
        store::insert_event(tx, event);
        store::insert_deliveries(tx, event);
        return event.id;
    });
}

inline store::Delivery delivery_of(store::Store& store, int64_t endpoint, int64_t sequence) {
    return store.read(
        [&](store::Db& db) { return store::find_delivery(db, store::Endpoint{.key = endpoint}, sequence)->delivery; });
}

/// Waits for what other threads put into a courier's mail.
class News {
  public:
    /// For CourierOptions::wake.
    std::function<void()> bell() const {
        return [rung = rung_] { rung->release(); };
    }
    void wait(Millis limit) { (void)rung_->try_acquire_for(limit); }

  private:
    std::shared_ptr<std::counting_semaphore<>> rung_ = std::make_shared<std::counting_semaphore<>>(0);
};

/// Customers: each try is written down and answered by the script, at once or, where it says nothing, when the test
/// does.
class ScriptedSender final : public Sender {
  public:
    struct Try {
        Instant at;
        std::string url, id, body;
        std::function<void(Answer)> done;
    };
    explicit ScriptedSender(const Clock& clock) : clock_(clock) {}

    void send(Post post, std::function<void(Answer)> done) override {
        Try attempt{clock_.now(), post.url, {}, post.body, std::move(done)};
        for (const auto& [name, value] : post.headers) {
            if (name == "webhook-id") attempt.id = value;
        }
        tries.push_back(attempt);
        if (auto answer = script(attempt)) {
            attempt.done(*answer);
        } else {
            open.push_back(attempt);
        }
    }
    void answer_first(Answer answer) {
        Try first = std::move(open.front());
        open.pop_front();
        first.done(std::move(answer));
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> all;
        for (const auto& attempt : tries) all.push_back(attempt.id);
        return all;
    }

    std::function<std::optional<Answer>(const Try&)> script = [](const Try&) { return Answer{200, "", 1ms}; };
    std::vector<Try> tries;
    std::list<Try> open;

  private:
    const Clock& clock_;
};

class CourierTest : public testing::Test {
  protected:
    void restart() {
        courier_.reset();
        sender_.open.clear();
        courier_ = std::make_unique<Courier>(*store_, sender_, *node_, clock_, CourierOptions{});
    }
    int64_t endpoint(const std::string& url, int64_t account = 1) { return add_endpoint(*store_, account, url); }
    std::string event(EventKind kind, int64_t task = 0, int64_t plan = 0, int64_t account = 1) {
        std::string id = add_event(*store_, account, kind, task, plan, clock_.now());
        courier_->mail().wake(account);
        return id;
    }
    store::Delivery delivery(int64_t endpoint, int64_t sequence) { return delivery_of(*store_, endpoint, sequence); }
    store::Endpoint stored(int64_t key) {
        for (auto& found : store_->read(store::list_endpoints)) {
            if (found.key == key) return found;
        }
        throw std::out_of_range("no such endpoint");
    }

    /// Steps until there is nothing to do at this moment; when the next step is due.
    Instant settle() {
        for (int steps = 0; steps < 100'000; ++steps) {
            Instant next = courier_->step(clock_.now());
            if (next > clock_.now()) return next;
        }
        ADD_FAILURE() << "the courier never rests";
        return Instant::max();
    }
    /// Lets virtual time pass, stepping only when the courier asked for it.
    void run(Millis span) {
        Instant end = clock_.now() + span;
        for (Instant next = settle(); next <= end; next = settle()) clock_.advance(next - clock_.now());
        clock_.advance(end - clock_.now());
    }
    /// Moments of the tries of an event, since `start`.
    std::vector<Millis> moments(const std::string& id, Instant start) {
        std::vector<Millis> all;
        for (const auto& attempt : sender_.tries) {
            if (attempt.id == id) all.push_back(attempt.at - start);
        }
        return all;
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    std::unique_ptr<store::Store> store_ = open_store(folder_.path(), false);
    ScriptedSender sender_{clock_};
    std::unique_ptr<nodes::Membership> node_ = nodes::lone_node(*store_, clock_);
    std::unique_ptr<Courier> courier_ = std::make_unique<Courier>(*store_, sender_, *node_, clock_, CourierOptions{});
};

}  // namespace tiller::webhook
