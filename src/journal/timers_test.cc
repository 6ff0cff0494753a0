#include "journal/timers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "journal/store_testing.h"
#include "store/accounts.h"
#include "store/events.h"

namespace tiller::journal {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class TimersTest : public StoreFixture {
  protected:
    TimersTest() : TimersTest("timers") {}
    explicit TimersTest(std::string disk) : StoreFixture(std::move(disk)) { start(); }

    /// As a process begins: who hears writes a row, in the transaction in which the timer is told.
    void start() {
        timers_ = std::make_unique<Timers>(*store_, [this] { ++committed_; });
        timers_->on("owner", [this](store::Tx& tx, const store::Timer& timer) {
            if (timer.subject == broken_) throw std::runtime_error("a bug");
            store::insert_event(tx, {.account = timer.account,
                                     .sequence = store::take_sequence(tx, timer.account),
                                     .id = timer.subject,
                                     .created = clock_.now()});
            if (then_) then_(tx, timer);
        });
    }
    void set(const std::string& subject, Millis in) {
        store_->write([&](store::Tx& tx) { store::set_timer(tx, {1, "owner", subject, clock_.now() + in}); });
    }
    Instant step() { return timers_->step(clock_.now()); }
    /// Subjects, in the order in which they were told.
    std::vector<std::string> told() {
        return store_->read([](store::Db& db) { return store::texts_of(db, "events", "id", {}, "account, sequence"); });
    }
    int64_t left() { return count("timers"); }

    std::string broken_;
    std::function<void(store::Tx&, const store::Timer&)> then_;
    int committed_ = 0;
    std::unique_ptr<Timers> timers_;
};

TEST_F(TimersTest, ATimerIsToldOnceWhenItIsDue) {
    EXPECT_EQ(step(), Instant::max());
    set("b", 2h);
    set("a", 1h);
    Instant first = clock_.now() + 1h;
    EXPECT_EQ(step(), first);
    clock_.advance(1h - 1ms);
    EXPECT_EQ(step(), first);
    EXPECT_THAT(told(), IsEmpty());
    clock_.advance(1ms);
    EXPECT_EQ(step(), first + 1h);
    EXPECT_THAT(told(), ElementsAre("a"));
    EXPECT_EQ(committed_, 1);
    clock_.advance(10h);
    EXPECT_EQ(step(), Instant::max());
    EXPECT_EQ(step(), Instant::max());
    EXPECT_THAT(told(), ElementsAre("a", "b"));
    EXPECT_EQ(left(), 0);
}

TEST_F(TimersTest, WhatIsDueIsToldInTheOrderOfItsTime) {
    set("late", 3min);
    set("early", 1min);
    set("middle", 2min);
    clock_.advance(1h);
    step();
    EXPECT_THAT(told(), ElementsAre("early", "middle", "late"));
}

TEST_F(TimersTest, SetAgainItHasTheNewTimeAndCancelledItIsGone) {
    set("a", 1min);
    set("a", 1h);
    set("b", 1min);
    EXPECT_TRUE(store_->write([](store::Tx& tx) { return store::cancel_timer(tx, 1, "owner", "b"); }));
    EXPECT_FALSE(store_->write([](store::Tx& tx) { return store::cancel_timer(tx, 1, "owner", "b"); }));
    clock_.advance(2min);
    EXPECT_EQ(step(), clock_.now() + 58min);
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(TimersTest, AHandlerMaySetItsTimerAnew) {
    then_ = [&](store::Tx& tx, const store::Timer& timer) {
        store::set_timer(tx, {timer.account, timer.owner, timer.subject, timer.due + 1h});
    };
    set("a", 1h);
    for (int hour = 0; hour < 3; ++hour) {
        clock_.advance(1h);
        step();
    }
    EXPECT_THAT(told(), ElementsAre("a", "a", "a"));
    EXPECT_EQ(left(), 1);
}

TEST_F(TimersTest, OneThatAHandlerSetsForNowIsToldNext) {
    then_ = [&](store::Tx& tx, const store::Timer& timer) {
        if (timer.subject == "a") store::set_timer(tx, {1, "owner", "b", clock_.now()});
    };
    set("a", 1h);
    clock_.advance(1h);
    EXPECT_EQ(step(), clock_.now()) << "at once";
    EXPECT_EQ(step(), Instant::max());
    EXPECT_THAT(told(), ElementsAre("a", "b"));
}

TEST_F(TimersTest, AClockThatIsSetBackMakesItWaitAndOneThatJumpsOnTellsIt) {
    Instant start = clock_.now();
    set("a", 1h);
    clock_.jump_to(start - 24h);
    EXPECT_EQ(step(), start + 1h);
    EXPECT_THAT(told(), IsEmpty());
    clock_.jump_to(start + 240h);
    step();
    clock_.jump_to(start);
    step();
    clock_.jump_to(start + 2h);
    step();
    EXPECT_THAT(told(), ElementsAre("a")) << "once, however often its time comes";
}

TEST_F(TimersTest, OneThatWasPutOffAfterItWasReadIsNotTold) {
    set("a", 1min);
    set("b", 1min);
    clock_.advance(2min);
    then_ = [&](store::Tx& tx, const store::Timer& timer) {
        if (timer.subject == "a") store::set_timer(tx, {1, "owner", "b", clock_.now() + 1h});
    };
    step();
    EXPECT_THAT(told(), ElementsAre("a"));
    EXPECT_EQ(committed_, 1);
}

TEST_F(TimersTest, AHandlerThatThrowsHoldsUpNobodyElse) {
    broken_ = "broken";
    set("broken", 1min);
    set("well", 2min);
    clock_.advance(1h);
    EXPECT_EQ(step(), clock_.now() + Timers::kRest);
    EXPECT_THAT(told(), ElementsAre("well"));
    EXPECT_EQ(left(), 1) << "it is not lost";
    broken_.clear();
    step();
    EXPECT_THAT(told(), ElementsAre("well")) << "it rests";
    clock_.advance(Timers::kRest);
    EXPECT_EQ(step(), Instant::max());
    EXPECT_THAT(told(), ElementsAre("well", "broken"));
}

TEST_F(TimersTest, ARestThatTheClockWasSetBackBeforeIsOver) {
    broken_ = "a";
    set("a", -1h);
    step();
    clock_.jump_to(clock_.now() - 30min);
    broken_.clear();
    step();
    EXPECT_THAT(told(), ElementsAre("a"));
}

TEST_F(TimersTest, OneThatNobodyHearsStays) {
    store_->write([&](store::Tx& tx) { store::set_timer(tx, {1, "of a newer program", "x", clock_.now()}); });
    EXPECT_EQ(step(), clock_.now() + Timers::kRest);
    EXPECT_EQ(left(), 1);
}

TEST_F(TimersTest, ManyAreToldPageByPageThoughSomeAreBroken) {
    broken_ = "000";
    for (int i = 0; i < 350; ++i) set(fmt::format("{:03}", i), 1min);
    clock_.advance(1h);
    for (int steps = 0; step() <= clock_.now(); ++steps) ASSERT_LT(steps, 10);
    EXPECT_EQ(told().size(), 349u);
    EXPECT_EQ(left(), 1);
}

TEST_F(TimersTest, ADeletedAccountHasNoTimers) {
    set("a", 1h);
    store_->write([](store::Tx& tx) { store::delete_account(tx, 1); });
    EXPECT_EQ(left(), 0);
}

/// The power goes at each operation of the disk while timers are set and told, in turn.
class KilledTimers : public TimersTest, public testing::WithParamInterface<store::MemoryDisk::When> {
  protected:
    KilledTimers() : TimersTest("killed timers") {}

    void close() {
        timers_.reset();
        store_.reset();
    }
    void set_and_tell() {
        try {
            for (int i = 0; i < 6; ++i) {
                std::string subject = std::to_string(i);
                set(subject, Millis(i % 2));
                acknowledged_.insert(subject);
                step();
                clock_.advance(1ms);
            }
        } catch (const store::StoreError&) {
        }
    }

    std::set<std::string> acknowledged_;  // of those that were set: known to be on disk
};

TEST_P(KilledTimers, AreToldOnceAllTheSame) {
    close();
    const auto files = disk_.files();
    /// From these files on; dies at the `at`th operation, if it is not 0. How many there were.
    auto live = [&](int64_t at) {
        disk_.set_files(files);
        EXPECT_TRUE(open());
        start();
        acknowledged_.clear();
        int64_t first = disk_.operations();
        if (at > 0) disk_.die_at(first + at, GetParam());
        set_and_tell();
        int64_t operations = disk_.operations() - first;
        close();
        return operations;
    };
    int64_t operations = live(0);
    ASSERT_EQ(acknowledged_.size(), 6u);
    ASSERT_GT(operations, 20);
    int left_open = 0;
    for (int64_t at = 1; at <= operations; ++at) {
        SCOPED_TRACE(at);
        live(at);
        disk_.power_on(random_);
        ASSERT_TRUE(open());
        start();
        left_open += left() > 0;
        clock_.advance(1h);
        while (step() <= clock_.now()) {
        }
        auto all = told();
        EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size()) << "one is told twice";
        for (const auto& subject : acknowledged_) EXPECT_THAT(all, testing::Contains(subject)) << "it is lost";
        EXPECT_EQ(left(), 0);
        close();
    }
    EXPECT_GT(left_open, 3) << "timers that were set and not yet told when the power went";
}

INSTANTIATE_TEST_SUITE_P(OfThePower, KilledTimers,
                         testing::Values(store::MemoryDisk::When::before, store::MemoryDisk::When::after));

}  // namespace
}  // namespace tiller::journal
