#include "store/delivery_log.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class WebhooksTest : public AdminFixture {
  protected:
    WebhooksTest() { make_account(); }

    std::string make_webhook(const std::string& url = "https://example.com/hook") {
        auto made = post("/webhooks", R"({"url":")" + url + R"("})");
        EXPECT_EQ(made.status, 201) << made.body;
        return at(made, "/id");
    }
    store::Endpoint endpoint(const std::string& id) {
        return store_->read([&](store::Db& db) { return *store::find_endpoint(db, 1, std::stoll(id)); });
    }
    void add_event(int64_t sequence, store::EventKind kind = store::EventKind::call) {
        store_->write([&](store::Tx& tx) {
            EXPECT_EQ(store::take_sequence(tx, 1), sequence);
            const store::Event event{.account = 1,
                                     .sequence = sequence,
                                     .id = "event" + std::to_string(sequence),
                                     .kind = kind,
                                     .created = clock_.now(),
                                     .body = R"({"Sequence":)" + std::to_string(sequence) + "}"};
            store::insert_event(tx, event);
            store::insert_deliveries(tx, event);
        });
    }
    void settle(const std::string& webhook, int64_t sequence, store::DeliveryState state) {
        store_->write([&](store::Tx& tx) {
            auto delivery = store::find_outgoing(tx, std::stoll(webhook), sequence)->delivery;
            delivery.state = state;
            delivery.tries = 11;
            delivery.last_status = 503;
            delivery.last_error = "answered 503";
            store::update_delivery(tx, delivery, clock_.now());
            store::insert_try(tx, {.endpoint = delivery.endpoint,
                                   .sequence = sequence,
                                   .at = clock_.now(),
                                   .duration = Millis(12),
                                   .status = 503,
                                   .error = "answered 503",
                                   .answer = "out of order"});
        });
    }
};

TEST_F(WebhooksTest, TheSecretIsToldOnce) {
    auto made = post("/webhooks", R"({"url":"https://example.com/hook","events":["task"]})");
    ASSERT_EQ(made.status, 201) << made.body;
    std::string secret = at(made, "/secret");
    EXPECT_THAT(secret, StartsWith("whsec_"));
    EXPECT_EQ(endpoint(at(made, "/id")).secret, secret);
    EXPECT_THAT(get("/webhooks").body, Not(HasSubstr(secret)));
    EXPECT_THAT(get("/webhooks/" + at(made, "/id")).body, Not(HasSubstr("secret\"")));
    EXPECT_THAT(get("/audit").body, Not(HasSubstr(secret)));
    EXPECT_EQ(at(post("/webhooks", R"({"url":"https://b.example","secret":"own"})"), "/secret"), "own");
    EXPECT_EQ(post("/webhooks", R"({"url":"https://b.example"})").status, 409);
    EXPECT_THAT(post("/webhooks", R"({"url":"ftp://b.example","events":["calls"],"old_secret":"x"})").body,
                AllOf(HasSubstr("events[0]"), HasSubstr("must be a URL"), HasSubstr("old_secret")));
}

TEST_F(WebhooksTest, ATokenInAUrlIsShownToWhoMayWriteOnly) {
    std::string id = make_webhook("https://example.com/hook?token=t0psecret");
    post("/users", R"({"name":"v","role":"viewer","password":"a good password"})");
    std::string viewer =
        at(ask({"POST", "/sessions", R"({"user":"v","password":"a good password"})", "", ""}), "/token");
    EXPECT_EQ(at(get("/webhooks/" + id), "/url"), "https://example.com/hook?token=t0psecret");
    auto shown = ask({"GET", "/webhooks/" + id, "", "", viewer});
    EXPECT_EQ(at(shown, "/url"), "https://example.com/hook");
    EXPECT_EQ(at(ask({"GET", "/webhooks", "", "", viewer}), "/items/0/url"), "https://example.com/hook");
    EXPECT_EQ(at(ask({"GET", "/webhooks?q=t0p", "", "", viewer}), "/items/0"), "(none)") << "nor by searching";
    EXPECT_THAT(get("/audit").body, Not(HasSubstr("t0psecret")));
    EXPECT_THAT(get("/audit").body, HasSubstr("https://example.com/hook"));
}

TEST_F(WebhooksTest, UserAndPasswordInAUrlAreRefused) {
    for (const char* url : {"https://me:pass@example.com/hook", "http://me@example.com", "https://@example.com/",
                            "https://me:p%40ss@example.com?x"}) {
        auto refused = post("/webhooks", R"({"url":")" + std::string(url) + R"("})");
        EXPECT_EQ(refused.status, 422) << url;
        EXPECT_THAT(refused.body, HasSubstr("url must not hold a user or a password"));
        EXPECT_THAT(refused.body, Not(HasSubstr("pass@")));
    }
    make_webhook("https://example.com/@me?to=a@b.example");
}

TEST_F(WebhooksTest, AnEditKeepsWhatItDoesNotName) {
    std::string id = make_webhook();
    add_event(1);
    std::string secret = endpoint(id).secret;
    auto edited = patch("/webhooks/" + id, R"({"url":"https://new.example/","events":["call"]})");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(at(edited, "/id"), id);
    EXPECT_EQ(endpoint(id).secret, secret);
    EXPECT_EQ(endpoint(id).url, "https://new.example/");
    EXPECT_EQ(at(get("/deliveries?webhook=" + id), "/items/0/event_id"), "event1") << "what waited goes along";
    EXPECT_EQ(at(get("/webhooks/https%3A%2F%2Fnew.example%2F"), "/id"), id);
    EXPECT_THAT(patch("/webhooks/" + id, R"({"secret":"x"})").body, HasSubstr("/rotate"));
    EXPECT_EQ(patch("/webhooks/" + id, R"({"id":"9"})").status, 422);
    make_webhook("https://other.example");
    EXPECT_EQ(patch("/webhooks/" + id, R"({"url":"https://other.example"})").status, 409);
    EXPECT_EQ(get("/webhooks/99").status, 404);
    EXPECT_EQ(remove("/webhooks/" + id).status, 204);
    EXPECT_EQ(get("/deliveries?webhook=" + id).status, 404);
}

TEST_F(WebhooksTest, ARotationKeepsTheOldSecretForAWhile) {
    std::string id = make_webhook();
    std::string before = endpoint(id).secret;
    auto rotated = post("/webhooks/" + id + "/rotate", R"({"old_valid_hours":2})");
    ASSERT_EQ(rotated.status, 200) << rotated.body;
    EXPECT_EQ(header(rotated, "Cache-Control"), "no-store");
    auto stored = endpoint(id);
    EXPECT_EQ(stored.secret, at(rotated, "/secret"));
    EXPECT_EQ(stored.old_secret, before);
    EXPECT_EQ(stored.old_secret_until, clock_.now() + std::chrono::hours(2));
    EXPECT_EQ(at(post("/webhooks/" + id + "/rotate", R"({"secret":"own"})"), "/secret"), "own");
    EXPECT_EQ(post("/webhooks/" + id + "/rotate", R"({"secret":"own"})").status, 409);
    EXPECT_EQ(post("/webhooks/" + id + "/rotate", R"({"secret":"whsec_!"})").status, 422);
    EXPECT_THAT(get("/audit?resource=webhooks").body, AllOf(HasSubstr("secret changed"), Not(HasSubstr(before))));
}

TEST_F(WebhooksTest, HealthSaysSinceWhenAndWhy) {
    std::string id = make_webhook(), path = "/webhooks/" + id;
    EXPECT_EQ(at(get(path + "/health"), "/state"), "good");
    add_event(1);
    settle(id, 1, store::DeliveryState::waiting);
    Instant failing = clock_.now();
    store_->write([&](store::Tx& tx) { store::set_endpoint_failing(tx, std::stoll(id), failing); });
    auto health = get(path + "/health");
    EXPECT_EQ(at(health, "/state") + " " + at(health, "/reason"), "failing answered 503");
    EXPECT_EQ(at(health, "/since"), to_rfc3339_ms(failing));
    EXPECT_EQ(at(health, "/waiting"), "1");
    clock_.advance(std::chrono::hours(1));
    EXPECT_EQ(at(patch(path, R"({"enabled":false})"), "/off_reason"), "by the operator");
    health = get(path + "/health");
    EXPECT_EQ(at(health, "/state") + " " + at(health, "/reason"), "off by the operator");
    EXPECT_EQ(at(health, "/since"), to_rfc3339_ms(clock_.now()));
    patch(path, R"({"enabled":true})");
    EXPECT_EQ(at(get(path + "/health"), "/state"), "good");
}

TEST_F(WebhooksTest, TheLogTellsEveryAnswer) {
    std::string first = make_webhook(), second = make_webhook("https://b.example");
    for (int64_t sequence = 1; sequence <= 3; ++sequence) add_event(sequence);
    add_event(4, store::EventKind::task);
    settle(first, 2, store::DeliveryState::exhausted);
    std::string walked, cursor;
    do {
        auto page = get("/deliveries?limit=3&cursor=" + percent_encode(cursor));
        for (int i = 0; i < 3; ++i) {
            std::string id = at(page, "/items/" + std::to_string(i) + "/id");
            if (id != "(none)") walked += id + " ";
        }
        cursor = at(page, "/next_cursor");
    } while (cursor != "null");
    EXPECT_EQ(walked, "1-4 2-4 1-3 2-3 1-2 2-2 1-1 2-1 ");
    EXPECT_EQ(at(get("/deliveries?state=exhausted"), "/items/0/id"), "1-2");
    EXPECT_EQ(at(get("/deliveries?event=task&webhook=" + second), "/items/0/id"), "2-4");
    EXPECT_EQ(at(get("/deliveries?q=event3"), "/items/1/id"), "2-3");
    EXPECT_EQ(get("/deliveries?state=lost").status, 400);
    EXPECT_EQ(get("/deliveries?event=calls").status, 400);
    EXPECT_EQ(get("/deliveries?task=x").status, 400);
    auto one = get("/deliveries/1-2");
    EXPECT_EQ(at(one, "/request/body/Sequence"), "2");
    EXPECT_EQ(at(one, "/log/0/status") + at(one, "/log/0/answer"), "503out of order");
    EXPECT_EQ(get("/deliveries/1-9").status, 404);
    EXPECT_EQ(get("/deliveries/x").status, 404);
    make_account("other");
    EXPECT_EQ(get("/deliveries/1-2?account=other").status, 404) << "of another account";
    EXPECT_EQ(get("/webhooks/1?account=other").status, 404);
}

TEST_F(WebhooksTest, OneOrManyAreReplayed) {
    std::string id = make_webhook();
    for (int64_t sequence = 1; sequence <= 3; ++sequence) add_event(sequence);
    for (int64_t sequence = 1; sequence <= 3; ++sequence) settle(id, sequence, store::DeliveryState::exhausted);
    auto one = post("/deliveries/1-2/replay", "");
    ASSERT_EQ(one.status, 200) << one.body;
    EXPECT_EQ(at(one, "/state") + at(one, "/tries"), "waiting0");
    EXPECT_EQ(due_told_, 1);
    EXPECT_EQ(at(post("/webhooks/1/replay", R"({"event":"task"})"), "/replayed"), "0");
    EXPECT_EQ(at(post("/webhooks/1/replay", ""), "/replayed"), "2");
    EXPECT_EQ(due_told_, 3);
    patch("/webhooks/1", R"({"enabled":false})");
    add_event(4);
    EXPECT_THAT(post("/webhooks/1/replay", R"({"of":"missed"})").body, HasSubstr("switch it on first"));
    EXPECT_EQ(post("/deliveries/1-2/replay").status, 409);
    patch("/webhooks/1", R"({"enabled":true})");
    EXPECT_EQ(at(post("/webhooks/1/replay", R"({"of":"missed","since":"2000-01-01 00:00:00"})"), "/replayed"), "1");
    EXPECT_EQ(at(post("/webhooks/1/replay", R"({"event_id":"event1"})"), "/replayed"), "1");
    EXPECT_EQ(post("/webhooks/1/replay", R"({"event_id":"none"})").status, 404);
    EXPECT_THAT(post("/webhooks/1/replay", R"({"of":"all","since":"soon","event_id":"x"})").body,
                AllOf(HasSubstr(R"(of \"all\")"), HasSubstr(R"(since \"soon\")"), HasSubstr("stands alone")));
    EXPECT_THAT(get("/audit?resource=webhooks").body, HasSubstr(R"("after":{"replayed":2})"));
}

TEST_F(WebhooksTest, ATestTellsTheAnswer) {
    std::string id = make_webhook();
    auto tested = post("/webhooks/" + id + "/test", "");
    EXPECT_EQ(at(tested, "/accepted") + " " + at(tested, "/status"), "false 418");
    EXPECT_EQ(at(tested, "/answer"), "https://example.com/hook");
    http::Router without_server;
    add_admin_routes(without_server,
                     {.store = *store_, .clock = clock_, .random = random_, .journal = journal_, .key = kKey});
    http::Request request{.method = "POST", .path = "/admin/v1/webhooks/" + id + "/test"};
    request.headers["authorization"] = "Bearer " + kKey;
    EXPECT_EQ(without_server.route(request).status, 503);
}

}  // namespace
}  // namespace tiller::management
