// The whole way over real HTTP on the loopback address.
#include "webhook/dispatcher.h"

#include <gmock/gmock.h>

#include <future>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "http/http.h"
#include "store/accounts.h"
#include "webhook/courier_testing.h"
#include "webhook/http_sender.h"

namespace tiller::webhook {
namespace {

/// A customer's server.
class Receiver {
  public:
    explicit Receiver(http::Handler handler) {
        auto router = std::make_shared<http::Router>();
        router->add("POST", "/hook", std::move(handler));
        http::ServerOptions options;
        options.port = 0;
        options.worker_threads = 2;
        server_ = std::move(*http::Server::open(options, router));
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook"; }

  private:
    std::unique_ptr<http::Server> server_;
};

http::Response status(int code) {
    http::Response response;
    response.status = code;
    return response;
}

TEST(Dispatcher, DeliversSignedAfterAFailure) {
    std::mutex mutex;
    std::vector<http::Request> requests;
    std::promise<void> both;
    Receiver receiver([&](const http::Request& request) {
        std::lock_guard lock(mutex);
        requests.push_back(request);
        if (requests.size() == 3) both.set_value();
        return status(requests.size() == 1 ? 500 : 200);
    });
    TemporaryFolder folder;
    ManualClock clock;
    SystemRandom random;
    auto store = open_store(folder.path(), true);
    auto client = http::Client::open();
    int64_t key = add_endpoint(*store, 1, receiver.url());
    Dispatcher::Options options;
    options.allow_private = true;
    auto node = nodes::lone_node(*store, clock);
    auto dispatcher = Dispatcher::open(*store, *client, *node, clock, random, options);
    add_event(*store, 1, EventKind::call, 7, 3, clock.now());
    add_event(*store, 1, EventKind::task, 7, 3, clock.now());
    dispatcher->wake(1);

    auto ready = both.get_future();
    auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (ready.wait_for(20ms) != std::future_status::ready && std::chrono::steady_clock::now() < deadline) {
        clock.advance(1min);
        dispatcher->wake();
    }
    dispatcher->close(kPatience);
    ASSERT_EQ(requests.size(), 3u);
    EXPECT_EQ(requests[0].body, requests[1].body);
    EXPECT_EQ(requests[0].header("webhook-id"), "call-1");
    EXPECT_EQ(requests[1].header("webhook-id"), "call-1");
    EXPECT_EQ(requests[2].header("webhook-id"), "task-2");
    EXPECT_EQ(delivery_of(*store, key, 1).state, DeliveryState::delivered);
    EXPECT_EQ(delivery_of(*store, key, 1).tries, 2);
    EXPECT_EQ(delivery_of(*store, key, 2).state, DeliveryState::delivered) << "close waits for the result";

    // As a customer would verify it, from what was received alone.
    const std::string secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    for (const auto& request : requests) {
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.header("content-type"), "application/json");
        EXPECT_EQ(request.header("user-agent"), "Airudder");
        EXPECT_EQ(request.header("x-airudder-sign"), to_hex(hmac_sha256(secret, request.body)));
        std::string message = std::string(request.header("webhook-id")) + "." +
                              std::string(request.header("webhook-timestamp")) + "." + request.body;
        EXPECT_EQ(request.header("webhook-signature"),
                  "v1," + to_base64(hmac_sha256(*from_base64(secret.substr(6)), message)));
    }
}

/// Steps until the event has its result; the delivery then.
store::Delivery deliver_one(store::Store& store, const std::string& url, bool allow_private) {
    ManualClock clock;
    auto client = http::Client::open();
    HttpSender sender(*client, allow_private);
    News news;
    auto node = nodes::lone_node(store, clock);
    Courier courier(store, sender, *node, clock, {.wake = news.bell()});
    int64_t key = add_endpoint(store, 1, url);
    add_event(store, 1, EventKind::call, 7, 0, clock.now());
    auto deadline = std::chrono::steady_clock::now() + kPatience;
    do {
        courier.step(clock.now());
        news.wait(100ms);
        courier.step(clock.now());
    } while (courier.unsettled() > 0 && std::chrono::steady_clock::now() < deadline);
    return delivery_of(store, key, 1);
}

TEST(Dispatcher, PrivateAddressesAreRefusedUnlessAllowed) {
    std::atomic<int> hits{0};
    Receiver receiver([&](const http::Request&) { return ++hits, status(200); });
    TemporaryFolder folder;
    auto store = open_store(folder.path(), false);
    store::Delivery refused = deliver_one(*store, receiver.url(), false);
    EXPECT_EQ(hits, 0);
    EXPECT_EQ(refused.state, DeliveryState::waiting);
    EXPECT_EQ(refused.tries, 1);
    EXPECT_EQ(refused.last_status, 0);
    EXPECT_EQ(refused.last_error, "refused: 127.0.0.1 is a private address");
}

TEST(Dispatcher, RedirectsAreNotFollowed) {
    std::atomic<int> hits{0};
    Receiver receiver([&](const http::Request&) {
        ++hits;
        http::Response response = status(307);
        response.headers.emplace_back("Location", "/hook");
        return response;
    });
    TemporaryFolder folder;
    auto store = open_store(folder.path(), false);
    store::Delivery delivery = deliver_one(*store, receiver.url(), true);
    EXPECT_EQ(hits, 1);
    EXPECT_EQ(delivery.last_error, "answered 307");
}

TEST(Dispatcher, ClosesInTimeThoughACustomerNeverAnswers) {
    std::promise<void> arrived, release;
    auto held = release.get_future().share();
    Receiver receiver([&, held](const http::Request&) {
        arrived.set_value();
        held.wait();
        return status(200);
    });
    TemporaryFolder folder;
    SystemClock clock;
    SystemRandom random;
    auto store = open_store(folder.path(), true);
    auto client = http::Client::open();
    int64_t key = add_endpoint(*store, 1, receiver.url());
    add_event(*store, 1, EventKind::call, 7, 0, clock.now());
    auto node = nodes::lone_node(*store, clock);
    auto dispatcher = Dispatcher::open(*store, *client, *node, clock, random, {.allow_private = true});
    ASSERT_EQ(arrived.get_future().wait_for(kPatience), std::future_status::ready);
    dispatcher->close(10ms);
    dispatcher.reset();
    client.reset();
    release.set_value();
    EXPECT_EQ(delivery_of(*store, key, 1).state, DeliveryState::waiting) << "it is delivered after the next start";
}

TEST(Dispatcher, ATestEventIsSignedAndItsAnswerTold) {
    std::promise<http::Request> arrived;
    Receiver receiver([&](const http::Request& request) {
        arrived.set_value(request);
        http::Response response = status(418);
        response.body = "short and stout";
        return response;
    });
    TemporaryFolder folder;
    ManualClock clock;
    SystemRandom random;
    auto store = open_store(folder.path(), true);
    auto client = http::Client::open();
    auto account = store->write(
        [&](store::Tx& tx) { return store::insert_account(tx, {.name = "a", .zone = "Asia/Jakarta"}, clock.now()); });
    int64_t key = add_endpoint(*store, account, receiver.url());
    store->write([&](store::Tx& tx) { store::switch_endpoint_off(tx, key, clock.now(), store::kOffByOperator); });
    auto node = nodes::lone_node(*store, clock);
    auto dispatcher = Dispatcher::open(*store, *client, *node, clock, random, {.allow_private = true});
    std::promise<Answer> answered;
    dispatcher->test(store->read(store::list_endpoints).at(0),
                     [&](Answer answer) { answered.set_value(std::move(answer)); });
    auto answer = answered.get_future();
    ASSERT_EQ(answer.wait_for(kPatience), std::future_status::ready);
    Answer told = answer.get();
    EXPECT_EQ(told.status, 418);
    EXPECT_EQ(told.body, "short and stout");
    http::Request request = arrived.get_future().get();
    EXPECT_THAT(request.body, testing::StartsWith(R"({"Event":"test","EventID":")"));
    EXPECT_THAT(request.body, testing::HasSubstr("+07:00"));
    EXPECT_EQ(request.header("x-airudder-sign"),
              to_hex(hmac_sha256("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", request.body)));
    EXPECT_EQ(store->read([](store::Db& db) { return store::count_rows(db, "events"); }), 0);
}

}  // namespace
}  // namespace tiller::webhook
