#include "journal/order.h"

#include <gmock/gmock.h>

#include "journal/store_testing.h"

namespace tiller::journal {
namespace {

using store::EventKind;
using store::Subject;
using testing::ElementsAre;
using testing::IsEmpty;

class OrderTest : public StoreFixture {
  protected:
    OrderTest() {
        store_->write([&](store::Tx& tx) {
            one_ = store::put_endpoint(tx, {.account = 1, .url = "http://one", .secret = "s"});
            other_ = store::put_endpoint(tx, {.account = 1, .url = "http://other", .secret = "s"});
        });
    }
    /// Its sequence number.
    int64_t add(EventKind kind, int64_t task, int64_t plan) {
        return store_->write([&](store::Tx& tx) {
            store::Event event{
                .account = 1, .sequence = store::take_sequence(tx, 1), .kind = kind, .task = task, .plan = plan};
            event.id = std::to_string(event.sequence);
            store::insert_event(tx, event);
            store::insert_deliveries(tx, event);
            return event.sequence;
        });
    }
    store::Delivery delivery(int64_t sequence) {
        return store_->read([&](store::Db& db) { return store::find_outgoing(db, one_, sequence)->delivery; });
    }
    std::optional<Awaited> held(int64_t sequence) {
        return store_->read([&](store::Db& db) { return held_back_by(db, delivery(sequence)); });
    }
    void settle(int64_t endpoint, int64_t sequence, store::DeliveryState state) {
        store_->write([&](store::Tx& tx) {
            auto result = store::find_outgoing(tx, endpoint, sequence)->delivery;
            result.state = state;
            store::update_delivery(tx, result, clock_.now());
        });
    }

    int64_t one_ = 0, other_ = 0;
};

TEST_F(OrderTest, ATaskWaitsForItsCallsAtTheSameEndpoint) {
    int64_t call = add(EventKind::call, 7, 3), task = add(EventKind::task, 7, 3);
    EXPECT_EQ(held(call), std::nullopt);
    EXPECT_EQ(held(task), (Awaited{Subject::task, 7}));
    settle(other_, call, store::DeliveryState::delivered);
    EXPECT_EQ(held(task), (Awaited{Subject::task, 7})) << "another endpoint is none of its business";
    settle(one_, call, store::DeliveryState::exhausted);
    EXPECT_EQ(held(task), std::nullopt) << "what was given up holds up nothing";
}

TEST_F(OrderTest, CallsOfAnotherTaskHoldNothingUp) {
    add(EventKind::call, 8, 3);
    EXPECT_EQ(held(add(EventKind::task, 7, 3)), std::nullopt);
    EXPECT_EQ(held(add(EventKind::plan, 0, 4)), std::nullopt);
}

TEST_F(OrderTest, APlanWaitsForItsTasksAndCalls) {
    int64_t call = add(EventKind::call, 7, 3), task = add(EventKind::task, 7, 3), plan = add(EventKind::plan, 0, 3);
    EXPECT_EQ(held(plan), (Awaited{Subject::plan, 3}));
    settle(one_, task, store::DeliveryState::delivered);
    EXPECT_EQ(held(plan), (Awaited{Subject::plan, 3})) << "for the call";
    settle(one_, call, store::DeliveryState::delivered);
    EXPECT_EQ(held(plan), std::nullopt);
}

TEST_F(OrderTest, WhatIsThroughTellsWhoMayWaitForIt) {
    auto of = [](EventKind kind) { return waiting_for(store::Delivery{.kind = kind, .task = 7, .plan = 3}); };
    EXPECT_THAT(of(EventKind::call), ElementsAre(Awaited{Subject::task, 7}, Awaited{Subject::plan, 3}));
    EXPECT_THAT(of(EventKind::task), ElementsAre(Awaited{Subject::plan, 3}));
    EXPECT_THAT(of(EventKind::plan), IsEmpty());
}

TEST_F(OrderTest, ASwitchedOffEndpointAndOneOfOtherKindsGetNothing) {
    store_->write([&](store::Tx& tx) {
        store::switch_endpoint_off(tx, one_, clock_.now(), store::kOffByOperator);
        store::put_endpoint(tx, {.account = 1, .url = "http://other", .events = {EventKind::plan}, .secret = "s"});
    });
    add(EventKind::call, 7, 3);
    add(EventKind::plan, 0, 3);
    EXPECT_EQ(count("deliveries"), 1);
    EXPECT_THAT(texts("deliveries", "sequence"), ElementsAre("2"));
}

TEST_F(OrderTest, ADeliveryToOneEndpointIsMadeOnce) {
    const store::Event event{.account = 1, .sequence = 9, .id = "9"};
    store_->write([&](store::Tx& tx) {
        store::insert_event(tx, event);
        store::put_endpoint(tx, {.account = 1, .url = "http://other", .events = {}, .secret = "s"});
        store::insert_deliveries(tx, event);
        for (int64_t endpoint : {one_, other_, other_}) store::insert_delivery(tx, event, endpoint);
    });
    EXPECT_EQ(count("deliveries"), 2);
}

}  // namespace
}  // namespace tiller::journal
