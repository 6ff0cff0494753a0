#include "nodes/share.h"

#include "nodes/nodes_testing.h"

namespace tiller::nodes {
namespace {

using store::Holdable;
using store::HoldingKind;

constexpr Holdable kFirst{1, 1}, kSecond{1, 2}, kThird{2, 3};

TEST(Deal, ANodeThatIsAloneTakesAll) {
    Deal all = deal({kFirst, kSecond}, {}, 5, 1);
    EXPECT_EQ(all.take, (std::vector{kFirst, kSecond}));
    EXPECT_TRUE(all.give.empty());
}

TEST(Deal, OfTwoNodesEachTakesHalfAndGivesWhatIsMore) {
    EXPECT_EQ(deal({kFirst, kSecond, kThird}, {}, 5, 2).take, (std::vector{kFirst, kSecond}));
    Deal rest = deal({kFirst, kSecond, kThird}, {{kFirst, 5}, {kSecond, 5}, {kThird, 5}}, 5, 2);
    EXPECT_EQ(rest.give, (std::vector{kThird}));
    EXPECT_TRUE(rest.take.empty());
}

TEST(Deal, WhatAnotherHoldsIsNotTaken) {
    Deal none = deal({kFirst, kSecond}, {{kFirst, 4}, {kSecond, 4}}, 5, 2);
    EXPECT_TRUE(none.take.empty());
    EXPECT_TRUE(none.give.empty());
}

class ShareTest : public NodesTest {
  protected:
    bool is_held(Holdable thing, int64_t run) {
        return store_->read([&](store::Db& db) { return store::is_held(db, HoldingKind::line, thing, run); });
    }
};

TEST_F(ShareTest, ASecondNodeGetsItsPartAndTheFirstOneGivesIt) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    Share of_a(*store_, *a, clock_, HoldingKind::line);
    EXPECT_TRUE(of_a.look({kFirst, kSecond}));
    EXPECT_TRUE(of_a.holds(kFirst) && of_a.holds(kSecond));
    EXPECT_TRUE(of_a.take_over().empty()) << "nobody held them before";

    ASSERT_TRUE(enter(*b));
    Share of_b(*store_, *b, clock_, HoldingKind::line);
    of_b.look({kFirst, kSecond});
    EXPECT_TRUE(of_b.held().empty());
    clock_.advance(Share::kLookAgain);
    EXPECT_TRUE(of_a.look({kFirst, kSecond}));
    EXPECT_FALSE(of_a.holds(kSecond));
    EXPECT_FALSE(is_held(kSecond, a->run()));
    clock_.advance(Share::kLookAgain);
    EXPECT_TRUE(of_b.look({kFirst, kSecond}));
    EXPECT_EQ(of_b.take_over(), std::set{kSecond});
    EXPECT_TRUE(is_held(kSecond, b->run()));
    EXPECT_TRUE(is_held(kFirst, a->run()));
}

TEST_F(ShareTest, ADeadNodesPartFallsToTheOther) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    ASSERT_TRUE(enter(*b));
    Share of_a(*store_, *a, clock_, HoldingKind::line), of_b(*store_, *b, clock_, HoldingKind::line);
    of_a.look({kFirst, kSecond});
    of_b.look({kFirst, kSecond});
    ASSERT_EQ(of_a.held().size(), 1u);
    ASSERT_EQ(of_b.held().size(), 1u);
    live(2 * Membership::kLease, {a.get()});
    of_a.look({kFirst, kSecond});
    EXPECT_EQ(of_a.held().size(), 2u);
}

TEST_F(ShareTest, ANewRunHoldsNothingOfItsFormerOne) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    ASSERT_TRUE(enter(*b));
    Share of_a(*store_, *a, clock_, HoldingKind::line);
    of_a.look({kFirst});
    ASSERT_TRUE(of_a.holds(kFirst));
    int64_t before = a->run();
    live(2 * Membership::kLease, {b.get()});
    Share of_b(*store_, *b, clock_, HoldingKind::line);
    of_b.look({kFirst});
    EXPECT_TRUE(of_b.holds(kFirst));
    a->step(clock_.now());
    ASSERT_NE(a->run(), before);
    EXPECT_TRUE(of_a.look({kFirst}));
    EXPECT_TRUE(of_a.held().empty());
    EXPECT_EQ(of_a.run(), a->run());
}

TEST_F(ShareTest, ALineThatIsGoneIsHeldNoMore) {
    alone_ = true;
    auto a = node("a");
    ASSERT_TRUE(enter(*a));
    Share share(*store_, *a, clock_, HoldingKind::line);
    share.look({kFirst, kSecond});
    EXPECT_TRUE(share.look({kSecond}));
    EXPECT_EQ(share.held(), std::set{kSecond});
    auto left = store_->read([](store::Db& db) { return store::list_holdings(db, HoldingKind::line); });
    EXPECT_EQ(left.size(), 1u);
}

}  // namespace
}  // namespace tiller::nodes
