// Replay and the log of deliveries, with the courier that carries what is replayed.
#include "store/replay.h"

#include <gmock/gmock.h>

#include "store/delivery_log.h"
#include "webhook/courier_testing.h"

namespace tiller::webhook {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Answer kYes{200, "", 5ms, "thanks"};
const Answer kNo{503, "", 7ms, "down\nfor a while"};

class ReplayTest : public CourierTest {
  protected:
    std::optional<Error> replay_one(int64_t key, const std::string& id) {
        auto done = store_->write([&](store::Tx& tx) {
            return store::replay_event(tx, *store::find_endpoint(tx, 1, key), id, clock_.now());
        });
        courier_->mail().wake(1);
        if (!done) return done.error();
        return std::nullopt;
    }
    int64_t replay(int64_t key, const store::ReplayFilter& filter) {
        int64_t count = *store::replay_events(*store_, 1, key, filter, clock_.now());
        courier_->mail().wake(1);
        return count;
    }
    void exhaust_all() {
        sender_.script = [](auto&) { return kNo; };
        run(96h);  // the task's event sets out when its call events are exhausted
        sender_.tries.clear();
        sender_.script = [](auto&) { return kYes; };
    }
};

TEST_F(ReplayTest, AnExhaustedEventComesAgainWithItsIdAndBody) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7);
    settle();
    std::string body = sender_.tries.at(0).body;
    sender_.script = [](auto&) { return kNo; };
    event(EventKind::call, 7);
    run(48h);
    EXPECT_EQ(delivery(key, 2).state, DeliveryState::exhausted);
    EXPECT_EQ(store_->read([&](store::Db& db) { return store::count_deliveries(db, key).exhausted; }), 1);
    sender_.script = [](auto&) { return kYes; };
    sender_.tries.clear();
    EXPECT_EQ(replay(key, {}), 1);
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-2"));
    EXPECT_EQ(delivery(key, 2).state, DeliveryState::delivered);
    EXPECT_EQ(delivery(key, 2).tries, 1) << "it climbs the ladder from the bottom";

    EXPECT_EQ(replay_one(key, "call-1"), std::nullopt);
    settle();
    EXPECT_EQ(sender_.tries.back().id, "call-1");
    EXPECT_EQ(sender_.tries.back().body, body);
}

TEST_F(ReplayTest, WhatIsReplayedTogetherKeepsItsOrder) {
    int64_t key = endpoint("http://a.example/");
    for (int i = 0; i < 1200; ++i) event(EventKind::call, 7, 3);
    event(EventKind::task, 7, 3);
    event(EventKind::plan, 0, 3);
    settle();
    sender_.tries.clear();
    int refused = 0;
    sender_.script = [&](auto& attempt) { return attempt.id == "call-1100" && ++refused == 1 ? kNo : kYes; };
    EXPECT_EQ(replay(key, {.of = store::ReplayOf::delivered}), 1202);
    settle();
    EXPECT_EQ(sender_.tries.size(), 1200u) << "the task waits for a call that failed";
    run(1min);
    settle();
    auto ids = sender_.ids();
    EXPECT_THAT(std::vector(ids.end() - 3, ids.end()), ElementsAre("call-1100", "task-1201", "plan-1202"));
}

TEST_F(ReplayTest, AFilterTakesNoMoreThanItSays) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7, 3);
    clock_.advance(1h);
    Instant later = clock_.now();
    event(EventKind::call, 8, 4);
    event(EventKind::task, 8, 4);
    exhaust_all();
    EXPECT_EQ(replay(key, {.of = store::ReplayOf::delivered}), 0);
    EXPECT_EQ(replay(key, {.kind = EventKind::plan}), 0);
    EXPECT_EQ(replay(key, {.until = later}), 1);
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1"));
    EXPECT_EQ(replay(key, {.kind = EventKind::task, .task = 8, .since = later}), 1);
    settle();
    EXPECT_EQ(sender_.tries.back().id, "task-3");
    EXPECT_EQ(replay(key, {.plan = 4}), 1);
}

TEST_F(ReplayTest, WhatAnEndpointMissedWhileItWasOffCanBeHad) {
    int64_t key = endpoint("http://a.example/");
    store_->write([&](store::Tx& tx) { store::switch_endpoint_off(tx, key, clock_.now(), store::kOffByOperator); });
    courier_->mail().wake(1);
    event(EventKind::call, 7);
    event(EventKind::task, 7);
    settle();
    auto refused = replay_one(key, "call-1");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, ErrorKind::conflict);
    EXPECT_EQ(refused->message, "webhook \"http://a.example/\" is switched off (by the operator): switch it on first");
    store_->write([&](store::Tx& tx) { store::switch_endpoint_on(tx, key); });
    EXPECT_EQ(stored(key).off_since, std::nullopt);
    EXPECT_EQ(replay(key, {.of = store::ReplayOf::missed}), 2);
    EXPECT_EQ(replay(key, {.of = store::ReplayOf::missed}), 0) << "they are on their way already";
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1", "task-2"));
}

TEST_F(ReplayTest, WhatWaitsOnTheLadderCanGoNow) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7);
    sender_.script = [](auto&) { return kNo; };
    run(10h);
    sender_.script = [](auto&) { return kYes; };
    int tries = delivery(key, 1).tries;
    EXPECT_EQ(replay(key, {.of = store::ReplayOf::undelivered}), 1);
    settle();
    EXPECT_EQ(delivery(key, 1).state, DeliveryState::delivered);
    EXPECT_EQ(delivery(key, 1).tries, tries + 1);
}

TEST_F(ReplayTest, AnUnknownEventIsSaid) {
    int64_t key = endpoint("http://a.example/");
    auto error = replay_one(key, "nothing");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, ErrorKind::not_found);
    EXPECT_THAT(error->message, HasSubstr("event \"nothing\""));
}

TEST_F(ReplayTest, TheLogHoldsEveryTryWithItsAnswer) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7);
    int count = 0;
    sender_.script = [&](auto&) {
        if (++count == 1) return kNo;
        return count == 2 ? Answer{0, "timed out after 15 s", 15s, ""} : kYes;
    };
    Instant start = clock_.now();
    run(3min);
    ASSERT_EQ(replay_one(key, "call-1"), std::nullopt);
    settle();
    auto tries = store_->read([&](store::Db& db) { return store::tries_of(db, key, 1); });
    ASSERT_EQ(tries.size(), 4u);
    EXPECT_EQ(tries[0].status, 503);
    EXPECT_EQ(tries[0].answer, "down for a while");
    EXPECT_EQ(tries[0].duration, 7ms);
    EXPECT_EQ(tries[0].at, start);
    EXPECT_EQ(tries[1].error, "timed out after 15 s");
    EXPECT_EQ(tries[2].answer, "thanks");
    EXPECT_EQ(tries[2].error, "");
    EXPECT_EQ(tries[3].number, 4) << "counted on over a replay";

    auto listed = store_->read([&](store::Db& db) { return store::list_deliveries(db, stored(key), {}, 0, 10); });
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].event_id, "call-1");
    EXPECT_TRUE(listed[0].settled);
}

TEST_F(ReplayTest, DeliveriesAreListedNewestFirstByPageAndState) {
    int64_t key = endpoint("http://a.example/");
    for (int i = 0; i < 5; ++i) event(EventKind::call, 7);
    sender_.script = [](auto& attempt) { return attempt.id == "call-3" ? kNo : kYes; };
    run(48h);
    auto list = [&](const store::DeliveryFilter& filter, int64_t before, int64_t limit) {
        std::vector<std::string> ids;
        for (auto& listed : store_->read([&](store::Db& db) {
                 return store::list_deliveries(db, *store::find_endpoint(db, 1, key), filter, before, limit);
             })) {
            ids.push_back(listed.event_id);
        }
        return ids;
    };
    EXPECT_THAT(list({}, 0, 2), ElementsAre("call-5", "call-4"));
    EXPECT_THAT(list({}, 4, 10), ElementsAre("call-3", "call-2", "call-1"));
    EXPECT_THAT(list({.state = DeliveryState::exhausted}, 0, 10), ElementsAre("call-3"));
    EXPECT_THAT(list({.state = DeliveryState::waiting}, 0, 10), IsEmpty());
    EXPECT_THAT(list({.kind = EventKind::task}, 0, 10), IsEmpty());
    EXPECT_THAT(list({.event_id = "call-2"}, 0, 10), ElementsAre("call-2"));
    EXPECT_EQ(store_->read([&](store::Db& db) { return store::find_endpoint(db, 2, key); }).has_value(), false)
        << "of another account";
}

}  // namespace
}  // namespace tiller::webhook
