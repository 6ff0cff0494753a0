// Two nodes that deliver from one store.
#include "webhook/courier_testing.h"

namespace tiller::webhook {
namespace {

class TwoCouriers : public testing::Test {
  protected:
    struct Side {
        Side(TwoCouriers& test, std::string name)
            : sender(test.clock_),
              node(*test.store_, test.clock_,
                   {.name = std::move(name),
                    .process = "a process",
                    .look = [](std::string_view) { return ProcessState::gone; },
                    .settle = [](store::Tx&) { return 0; }}),
              courier(*test.store_, sender, node, test.clock_, {}) {}
        ScriptedSender sender;
        nodes::Membership node;
        Courier courier;
    };

    TwoCouriers() {
        for (Side* side : {&a_, &b_}) EXPECT_TRUE(side->node.enter());
    }
    void turn(Millis span, std::vector<Side*> alive) {
        for (Instant end = clock_.now() + span; clock_.now() < end; clock_.advance(100ms)) {
            for (Side* side : alive) {
                side->node.step(clock_.now());
                while (side->courier.step(clock_.now()) <= clock_.now()) {
                }
            }
        }
    }
    Side& holder_of(int64_t endpoint) {
        bool is_a = store_->read([&](store::Db& db) {
            return store::is_held(db, store::HoldingKind::endpoint, {1, endpoint}, a_.node.run());
        });
        return is_a ? a_ : b_;
    }
    Side& other(Side& side) { return &side == &a_ ? b_ : a_; }

    TemporaryFolder folder_;
    ManualClock clock_;
    std::unique_ptr<store::Store> store_ = open_store(folder_.path(), false);
    Side a_{*this, "a"}, b_{*this, "b"};
};

TEST_F(TwoCouriers, EachEventIsSentByOne) {
    int64_t first = add_endpoint(*store_, 1, "http://a.example/"),
            second = add_endpoint(*store_, 1, "http://b.example/");
    turn(2s, {&a_, &b_});
    EXPECT_NE(&holder_of(first), &holder_of(second));
    for (int i = 0; i < 20; ++i) add_event(*store_, 1, EventKind::call, 7, 0, clock_.now());
    turn(3s, {&a_, &b_});
    EXPECT_EQ(a_.sender.tries.size(), 20u);
    EXPECT_EQ(b_.sender.tries.size(), 20u);
    EXPECT_EQ(store_->read(store::count_waiting_deliveries), 0);
}

TEST_F(TwoCouriers, WhatADeadNodeHadOutIsSentByTheOther) {
    int64_t endpoint = add_endpoint(*store_, 1, "http://a.example/");
    turn(2s, {&a_, &b_});
    Side& dead = holder_of(endpoint);
    dead.sender.script = [](auto&) { return std::nullopt; };
    add_event(*store_, 1, EventKind::call, 7, 0, clock_.now());
    turn(2s, {&a_, &b_});
    ASSERT_EQ(dead.sender.open.size(), 1u);
    turn(nodes::Membership::kLease + 6s, {&other(dead)});
    EXPECT_EQ(other(dead).sender.tries.size(), 1u);
    EXPECT_EQ(store_->read(store::count_waiting_deliveries), 0);
}

TEST_F(TwoCouriers, AResultOfAnEndpointThatWasLostIsDropped) {
    int64_t endpoint = add_endpoint(*store_, 1, "http://a.example/");
    turn(2s, {&a_, &b_});
    Side& cut_off = holder_of(endpoint);
    cut_off.sender.script = [](auto&) { return std::nullopt; };
    other(cut_off).sender.script = [](auto&) { return Answer{500, "", 1ms}; };
    add_event(*store_, 1, EventKind::call, 7, 0, clock_.now());
    turn(2s, {&a_, &b_});
    ASSERT_EQ(cut_off.sender.open.size(), 1u);
    turn(nodes::Membership::kLease + 6s, {&other(cut_off)});
    cut_off.sender.answer_first({200, "", 1ms});
    while (cut_off.courier.step(clock_.now()) <= clock_.now()) {
    }
    auto delivery = delivery_of(*store_, endpoint, 1);
    EXPECT_EQ(delivery.state, DeliveryState::waiting) << "the other one tries it, by its own count";
    EXPECT_EQ(delivery.last_status, 500);
}

/// While something is out, the endpoint stays where it is: nothing is sent by both at once.
TEST_F(TwoCouriers, AnEndpointIsGivenWhenNothingIsOut) {
    Side& first = a_;
    int64_t one = add_endpoint(*store_, 1, "http://a.example/"), two = add_endpoint(*store_, 1, "http://b.example/");
    first.sender.script = [](auto&) { return std::nullopt; };
    turn(nodes::Membership::kLease + 6s, {&first});  // the other one is taken for dead: the first one has both
    ASSERT_EQ(&holder_of(one), &first);
    ASSERT_EQ(&holder_of(two), &first);
    add_event(*store_, 1, EventKind::call, 7, 0, clock_.now());
    turn(2s, {&first});
    ASSERT_EQ(first.sender.open.size(), 2u);
    turn(5s, {&a_, &b_});
    EXPECT_EQ(&holder_of(two), &first) << "both are out";
    EXPECT_TRUE(b_.sender.tries.empty());
    while (!first.sender.open.empty()) first.sender.answer_first({200, "", 1ms});
    turn(5s, {&a_, &b_});
    EXPECT_NE(&holder_of(one), &holder_of(two));
    EXPECT_TRUE(b_.sender.tries.empty());
}

}  // namespace
}  // namespace tiller::webhook
