#include "webhook/pruner.h"

#include <gmock/gmock.h>

#include "store/accounts.h"
#include "store/delivery_log.h"
#include "store/replay.h"
#include "webhook/courier_testing.h"

namespace tiller::webhook {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Answer kYes{200, "", 5ms, ""};
const Answer kNo{503, "", 5ms, ""};

class PrunerTest : public CourierTest {
  protected:
    PrunerTest() {
        store_->write([&](store::Tx& tx) { store::insert_account(tx, {.name = "one"}, clock_.now()); });
    }
    /// Ends the round under way, and goes through the next.
    void prune() {
        for (Instant next = pruner_.step(clock_.now()); next < clock_.now() + 1min; next = pruner_.step(clock_.now())) {
            clock_.advance(next - clock_.now());
        }
        clock_.advance(10min);
    }
    std::vector<int64_t> kept() {
        std::vector<int64_t> all;
        for (auto& sequence : store_->read([](store::Db& db) { return store::texts_of(db, "events", "sequence"); })) {
            all.push_back(std::stoll(sequence));
        }
        return all;
    }
    int64_t rows(const char* table) {
        return store_->read([&](store::Db& db) { return store::count_rows(db, table); });
    }

    Pruner pruner_{*store_, {.keep_delivered = std::chrono::days(7)}};
};

TEST_F(PrunerTest, WhatEverybodyHasGoesAfterItsTimeWithItsLog) {
    endpoint("http://a.example/");
    endpoint("http://b.example/");
    for (int i = 0; i < 500; ++i) event(EventKind::call, 7);
    settle();
    prune();
    EXPECT_EQ(kept().size(), 500u);
    clock_.advance(24h * 7);
    event(EventKind::call, 7);
    settle();
    prune();
    EXPECT_THAT(kept(), ElementsAre(501));
    EXPECT_EQ(rows("deliveries"), 2);
    EXPECT_EQ(rows("delivery_tries"), 2);
}

TEST_F(PrunerTest, NumbersCountOnThoughEveryEventIsGone) {
    endpoint("http://a.example/");
    event(EventKind::call, 7);
    event(EventKind::call, 7);
    settle();
    clock_.advance(24h * 100);
    prune();
    EXPECT_THAT(kept(), IsEmpty());
    EXPECT_EQ(event(EventKind::call, 7), "call-3");
}

TEST_F(PrunerTest, WhatOneEndpointLacksStaysForThirtyDaysAfterItWasGivenUp) {
    endpoint("http://a.example/");
    int64_t dead = endpoint("http://b.example/");
    event(EventKind::call, 7);
    event(EventKind::call, 8);
    sender_.script = [](auto& attempt) {
        return attempt.url == "http://b.example/" && attempt.id == "call-1" ? kNo : kYes;
    };
    run(48h);
    event(EventKind::call, 9);
    settle();
    clock_.advance(24h * 20);
    prune();
    EXPECT_THAT(kept(), ElementsAre(1));
    EXPECT_EQ(*store::replay_events(*store_, 1, dead, {}, clock_.now()), 1) << "and can be replayed meanwhile";
    courier_->mail().wake(1);
    run(48h);
    clock_.advance(24h * 31);
    prune();
    EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(PrunerTest, WhatWaitsStaysUnlessItsEndpointIsOffForThirtyDays) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7);
    event(EventKind::task, 7);
    store_->write([&](store::Tx& tx) { store::switch_endpoint_off(tx, key, clock_.now(), store::kOffByOperator); });
    courier_->mail().wake(1);
    event(EventKind::call, 7);
    settle();
    clock_.advance(24h * 29);
    prune();
    EXPECT_THAT(kept(), ElementsAre(1, 2)) << "what no endpoint was to have does not wait";
    clock_.advance(24h * 2);
    prune();
    EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(PrunerTest, OrderHoldsWhenEarlierEventsAreGone) {
    endpoint("http://a.example/");
    event(EventKind::call, 7);
    settle();
    clock_.advance(24h * 8);
    sender_.script = [](auto& attempt) { return attempt.id == "call-2" ? kNo : kYes; };
    event(EventKind::call, 7);
    settle();
    event(EventKind::task, 7);
    prune();
    EXPECT_THAT(kept(), ElementsAre(2, 3));
    sender_.tries.clear();
    sender_.script = [](auto&) { return kYes; };
    run(2min);
    EXPECT_THAT(sender_.ids(), ElementsAre("call-2", "task-3"));
}

TEST_F(PrunerTest, AnOldSecretIsForgottenWhenItsTimeIsOver) {
    int64_t key = endpoint("http://a.example/");
    store_->write(
        [&](store::Tx& tx) { store::rotate_endpoint_secret(tx, key, "whsec_bmV3", clock_.now() + store::kRotation); });
    prune();
    EXPECT_EQ(stored(key).secret, "whsec_bmV3");
    EXPECT_NE(stored(key).old_secret, "");
    clock_.advance(24h);
    prune();
    EXPECT_EQ(stored(key).old_secret, "");
    EXPECT_EQ(stored(key).old_secret_until, std::nullopt);
}

}  // namespace
}  // namespace tiller::webhook
