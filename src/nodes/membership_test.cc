#include "nodes/membership.h"

#include <gtest/gtest.h>

#include "nodes/nodes_testing.h"

namespace tiller::nodes {
namespace {

class MembershipTest : public NodesTest {};

TEST_F(MembershipTest, ANodeEntersAndEachStartIsAnotherRun) {
    auto first = node("a");
    EXPECT_EQ(first->run(), 0);
    ASSERT_TRUE(enter(*first));
    int64_t run = first->run();
    EXPECT_GT(run, 0);
    auto second = node("a");  // the process of the first is gone
    ASSERT_TRUE(enter(*second));
    EXPECT_GT(second->run(), run);
    EXPECT_EQ(runs().size(), 1u);
}

TEST_F(MembershipTest, ANameWhoseProcessRunsHereIsRefused) {
    auto first = node("a");
    ASSERT_TRUE(enter(*first));
    state_ = ProcessState::runs;
    auto refused = node("a")->enter();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_NE(refused.error().message.find("node \"a\": another process works under this name"), std::string::npos)
        << refused.error().message;
    EXPECT_TRUE(enter(*node("b"))) << "another name is free";
}

TEST_F(MembershipTest, ANameOfAProcessFarAwayIsTakenOverWhenItsBeatsStandStill) {
    auto first = node("a");
    ASSERT_TRUE(enter(*first));
    state_ = ProcessState::elsewhere;
    auto second = node("a");
    Millis waited{0};
    while (!enter(*second)) {
        clock_.advance(Membership::kBeat);
        waited += Membership::kBeat;
        ASSERT_LE(waited, 2 * Membership::kLease);
    }
    EXPECT_GE(waited, Membership::kLease);
    EXPECT_EQ(settled_, 2) << "once a start";
}

TEST_F(MembershipTest, ANameOfAProcessFarAwayThatBeatsIsRefused) {
    auto first = node("a");
    ASSERT_TRUE(enter(*first));
    state_ = ProcessState::elsewhere;
    auto second = node("a");
    for (int i = 0; i < 3; ++i) {
        auto entered = second->enter();
        ASSERT_TRUE(entered);
        EXPECT_FALSE(*entered);
        clock_.advance(Membership::kBeat);
    }
    first->step(clock_.now());
    EXPECT_FALSE(second->enter());
}

TEST_F(MembershipTest, WhoIsAloneWithTheStoreTakesEveryRunOver) {
    auto first = node("a"), other = node("b");
    ASSERT_TRUE(enter(*first));
    ASSERT_TRUE(enter(*other));
    state_ = ProcessState::elsewhere;
    alone_ = true;
    auto restarted = node("a");
    ASSERT_TRUE(enter(*restarted));
    ASSERT_EQ(runs().size(), 1u);
    EXPECT_EQ(runs()[0].key, restarted->run());
    EXPECT_EQ(restarted->step(clock_.now()), Instant::max()) << "nobody watches it";
}

TEST_F(MembershipTest, NobodyHasEndedARunThatItsNodeVouchesFor) {
    for (Millis late{0}; late < Membership::kBeat; late += Millis(250)) {
        auto a = node("a"), b = node("b");
        ASSERT_TRUE(enter(*a));
        ASSERT_TRUE(enter(*b));
        const int64_t run = a->run();
        EXPECT_FALSE(a->vouches_for(run + 1));
        a->step(clock_.now());
        clock_.advance(late);  // a stands still from here on
        Millis stood = late;
        auto is_up = [&] {
            auto all = runs();
            return std::ranges::any_of(all, [&](auto& r) { return r.key == run; });
        };
        EXPECT_TRUE(a->vouches_for(run));
        while (is_up()) {
            b->step(clock_.now());
            clock_.advance(Millis(250));
            stood += Millis(250);
            ASSERT_LE(stood, 3 * Membership::kLease);
            if (stood < Membership::kLease - Membership::kBeat) EXPECT_TRUE(a->vouches_for(run)) << stood.count();
        }
        EXPECT_FALSE(a->vouches_for(run)) << late.count();
        EXPECT_GE(stood, Membership::kLease) << late.count();
        a->step(clock_.now());
        EXPECT_NE(a->run(), run);
        EXPECT_FALSE(a->vouches_for(run)) << "it lives again, as another run";
        EXPECT_TRUE(a->vouches_for(a->run()));
    }
}

TEST_F(MembershipTest, ANodeThatDoesNotBeatIsTakenForDeadAndWhatItHeldIsFree) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    ASSERT_TRUE(enter(*b));
    store_->write([&](store::Tx& tx) { store::take_holding(tx, store::HoldingKind::line, {1, 7}, b->run()); });
    int settled = settled_;
    live(Membership::kLease * 4, {a.get(), b.get()});
    EXPECT_EQ(runs().size(), 2u) << "both beat";
    EXPECT_EQ(settled_, settled);
    live(Membership::kLease + 2 * Membership::kBeat, {a.get()});
    ASSERT_EQ(runs().size(), 1u);
    EXPECT_EQ(runs()[0].key, a->run());
    EXPECT_EQ(settled_, settled + 1);
    store_->write([&](store::Tx& tx) {
        EXPECT_FALSE(store::is_held(tx, store::HoldingKind::line, {1, 7}, b->run()));
        EXPECT_FALSE(store::take_holding(tx, store::HoldingKind::line, {1, 7}, b->run())) << "its run is over";
        EXPECT_TRUE(store::take_holding(tx, store::HoldingKind::line, {1, 7}, a->run()));
    });
}

TEST_F(MembershipTest, ANodeThatWasCutOffBeginsAnew) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    ASSERT_TRUE(enter(*b));
    int64_t before = b->run();
    live(2 * Membership::kLease, {a.get()});
    b->step(clock_.now());
    EXPECT_EQ(lost_, 1);
    EXPECT_GT(b->run(), before);
    EXPECT_EQ(runs().size(), 2u);
    live(2 * Membership::kLease, {a.get(), b.get()});
    EXPECT_EQ(runs().size(), 2u);
}

TEST_F(MembershipTest, JumpsOfTheWallClockEndNoLease) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    ASSERT_TRUE(enter(*b));
    for (auto jump : {std::chrono::hours(5), std::chrono::hours(-7)}) {
        clock_.jump_to(clock_.now() + jump);
        live(2 * Membership::kLease, {a.get(), b.get()});
    }
    EXPECT_EQ(lost_, 0);
    EXPECT_EQ(runs().size(), 2u);
}

/// A node that was stopped itself, or whose store was away, has seen nothing of the others meanwhile.
TEST_F(MembershipTest, WhoWasAwayItselfDoesNotTakeOthersForDead) {
    auto a = node("a"), b = node("b");
    ASSERT_TRUE(enter(*a));
    ASSERT_TRUE(enter(*b));
    live(Membership::kBeat * 2, {a.get(), b.get()});
    clock_.advance(std::chrono::hours(2));
    live(2 * Membership::kLease, {a.get(), b.get()});
    EXPECT_EQ(lost_, 0);
    EXPECT_EQ(runs().size(), 2u);
}

}  // namespace
}  // namespace tiller::nodes
