#include "dialer/dialer.h"

#include "dialer/dialer_testing.h"

namespace tiller::dialer {
namespace {

using Minutes = std::chrono::minutes;

Outcome all_answer(const store::Call&) { return Outcome::answered; }
Outcome nobody_answers(const store::Call&) { return Outcome::no_answer; }

TEST_F(DialerFixture, APlanOfOneRoundIsCalledWithinItsChannelsAndEnds) {
    std::string id = make_plan(12, {round(9, 12)});
    settle();
    EXPECT_EQ(phone_.orders.size(), 5u);  // max_channels
    while (!phone_.orders.empty()) {
        EXPECT_LE(phone_.orders.size(), 5u);
        clock_.advance(Millis(100));
        end_all(all_answer);
    }
    EXPECT_EQ(task(id).status, Status::finished);
    EXPECT_EQ(task(id).done, 12);
    EXPECT_EQ(plan().status, Status::finished);
    EXPECT_EQ(events(0), 12);
    EXPECT_EQ(events(1), 1);
    EXPECT_EQ(events(2), 1);
}

TEST_F(DialerFixture, TheIntentIsOnDiskWhenTheOrderGoesOut) {
    make_plan(1, {round(9, 12)});
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    auto call =
        store_->read([&](store::Db& db) { return store::find_call(db, account_.key, phone_.orders[0].call.id); });
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->ended_state);
    EXPECT_NE(phone_.orders[0].with, nullptr);
}

TEST_F(DialerFixture, ARepeatKeepsItsIntervalAndItsNumber) {
    auto r = round(9, 12);
    r.repeat_interval = 10;
    r.repeat_num = 2;
    std::string id = make_plan(1, {r});
    settle();
    int attempts = 0;
    Instant last_end{};
    for (int minute = 0; minute < 100; ++minute) {
        if (!phone_.orders.empty()) {
            ++attempts;
            if (attempts > 1) EXPECT_GE(clock_.now() - last_end, Minutes(10));
            last_end = clock_.now();
            end_all(nobody_answers);
        }
        clock_.advance(Minutes(1));
        settle();
    }
    EXPECT_EQ(attempts, 3);
    EXPECT_EQ(task(id).status, Status::finished);
    EXPECT_EQ(events(0), 1);
}

TEST_F(DialerFixture, TheSecondRoundTakesOnlyWhoWasNotReached) {
    make_plan(4, {round(9, 11), round(14, 15)});
    settle();
    end_all([](auto& call) {
        return call.row <= 3 ? (call.row == 2 ? Outcome::rejected : Outcome::answered) : Outcome::busy;
    });
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(plan().status, Status::running);
    clock_.advance(std::chrono::hours(4));
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    EXPECT_EQ(phone_.orders[0].call.row, 4);
    end_all(all_answer);
    EXPECT_EQ(plan().status, Status::finished);
    EXPECT_EQ(events(0), 5);  // one per number and task
    EXPECT_EQ(events(1), 2);
    EXPECT_EQ(events(2), 1);
}

TEST_F(DialerFixture, APlanWithEverybodyReachedEndsEarly) {
    make_plan(2, {round(9, 11), round(14, 15)});
    settle();
    end_all(all_answer);
    EXPECT_EQ(plan().status, Status::finished);
}

TEST_F(DialerFixture, WhoIsNeverTriedWhenTheWindowClosesIsExpiredAndCounted) {
    std::string id = make_plan(8, {round(9, 11)});
    settle();
    clock_.advance(Minutes(61));  // five calls are up, three wait
    settle();
    EXPECT_EQ(task(id).done, 3);
    EXPECT_EQ(task(id).status, Status::running);  // the calls go on
    end_all(all_answer);
    EXPECT_EQ(task(id).status, Status::finished);
    auto counts = store_->read(
        [&](store::Db& db) { return store::counts(db, account_.key, task(id).key, store::CountKind::outcome); });
    EXPECT_EQ(counts, (std::vector<std::pair<std::string, int64_t>>{{"answered", 5}, {"expired", 3}}));
    EXPECT_EQ(events(0), 8);
}

TEST_F(DialerFixture, NothingIsDialedBeforeTheWindow) {
    make_plan(1, {round(11, 12)});
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    clock_.advance(Minutes(60));
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
}

TEST_F(DialerFixture, AStopHoldsAtOnceAndCallsInProgressEndNormally) {
    std::string id = make_plan(8, {round(9, 11), round(14, 15)});
    settle();
    store_->write([&](store::Tx& tx) {
        auto p = store::find_plan(tx, account_.key, "plan");
        ASSERT_TRUE(campaign::stop_plan(tx, context_, *p));
    });
    dialer_->refresh();
    EXPECT_EQ(task(id).done, 3);
    end_all(nobody_answers);
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(task(id).status, Status::stopped);
    EXPECT_EQ(plan().status, Status::stopped);
    EXPECT_EQ(events(0), 8);
    EXPECT_EQ(events(2), 1);
    clock_.advance(std::chrono::hours(5));
    settle();
    EXPECT_TRUE(phone_.orders.empty());
}

TEST_F(DialerFixture, ACancelledNumberIsNotRepeatedAndLeftOutOfLaterRounds) {
    auto r = round(9, 11);
    r.repeat_num = 5;
    make_plan(3, {r, round(14, 15)});
    settle();
    // Row 1 is up, so its call goes on; no attempt follows it.
    store_->write([&](store::Tx& tx) {
        auto p = store::find_plan(tx, account_.key, "plan");
        EXPECT_TRUE(campaign::cancel_plan_number(tx, context_, *p, phone_.orders[0].call.callee));
        EXPECT_FALSE(campaign::cancel_plan_number(tx, context_, *p, "+6281299999999"));
    });
    std::map<int64_t, int> attempts;
    for (int i = 0; i < 10; ++i) {
        end_all([&](auto& call) { return ++attempts[*call.row], Outcome::busy; });
        clock_.advance(Millis(10));
        settle();
    }
    EXPECT_EQ(attempts, (std::map<int64_t, int>{{1, 1}, {2, 6}, {3, 6}}));
    clock_.advance(std::chrono::hours(4));
    settle();
    EXPECT_EQ(phone_.orders.size(), 2u);
}

TEST_F(DialerFixture, ANumberIsCalledOnceAtATimeAcrossTasks) {
    make_plan(1, {round(9, 12)}, "one");
    make_plan(1, {round(9, 12)}, "two");
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
    end_all(all_answer);
    EXPECT_EQ(phone_.orders.size(), 1u);
    end_all(all_answer);
    EXPECT_EQ(plan("one").status, Status::finished);
    EXPECT_EQ(plan("two").status, Status::finished);
}

TEST_F(DialerFixture, AfterAKillAnOpenCallIsUnknownAndNobodyIsDialedAgain) {
    std::string id = make_plan(6, {round(9, 12)});
    settle();
    std::set<int64_t> dialed;
    for (auto& order : phone_.orders) dialed.insert(*order.call.row);
    kill_and_restart();
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    EXPECT_FALSE(dialed.contains(*phone_.orders[0].call.row));
    end_all(all_answer);
    EXPECT_EQ(plan().status, Status::finished);
    auto counts = store_->read(
        [&](store::Db& db) { return store::counts(db, account_.key, task(id).key, store::CountKind::outcome); });
    EXPECT_EQ(counts, (std::vector<std::pair<std::string, int64_t>>{{"answered", 1}, {"unknown", 5}}));
}

TEST_F(DialerFixture, ANumberOnTheDoNotCallListIsNeverDialed) {
    std::string id = make_plan(2, {round(9, 12)});
    store_->write(
        [&](store::Tx& tx) { store::put_dnc_number(tx, account_.key, "+6281200000011", "test", clock_.now()); });
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    EXPECT_EQ(phone_.orders[0].call.row, 2);
    end_all(all_answer);
    auto counts = store_->read(
        [&](store::Db& db) { return store::counts(db, account_.key, task(id).key, store::CountKind::outcome); });
    EXPECT_EQ(counts, (std::vector<std::pair<std::string, int64_t>>{{"answered", 1}, {"dnc", 1}}));
}

TEST_F(DialerFixture, AClockThatIsSetBackAndForthNeitherLosesNorRepeats) {
    auto r = round(9, 12);
    r.repeat_num = 1;
    r.repeat_interval = 10;
    std::string id = make_plan(6, {r});
    settle();
    Instant start = clock_.now();
    clock_.jump_to(start - std::chrono::minutes(30));
    end_all(all_answer);
    clock_.jump_to(start + std::chrono::seconds(5));
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    end_all(all_answer);
    EXPECT_EQ(task(id).done, 6);
    EXPECT_EQ(events(0), 6);
}

TEST_F(DialerFixture, OnHoldNobodyIsDialedAndAfterwardsAll) {
    dialer_->hold(true);
    std::string id = make_plan(3, {round(9, 11)});
    settle();
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(task(id).dialed, 0) << "no attempt is used up";
    dialer_->hold(false);
    settle();
    EXPECT_EQ(phone_.orders.size(), 3u);
    end_all(all_answer);
    EXPECT_EQ(plan().status, Status::finished);
}

TEST_F(DialerFixture, PauseAndResume) {
    std::string id = make_plan(8, {round(9, 12)});
    settle();
    store_->write([&](store::Tx& tx) {
        auto t = store::find_task(tx, account_.key, id);
        ASSERT_TRUE(campaign::pause_task(tx, *t));
    });
    dialer_->refresh();
    end_all(all_answer);
    EXPECT_TRUE(phone_.orders.empty());
    store_->write([&](store::Tx& tx) {
        auto t = store::find_task(tx, account_.key, id);
        ASSERT_TRUE(campaign::resume_task(tx, context_, *t));
    });
    dialer_->refresh();
    settle();
    EXPECT_EQ(phone_.orders.size(), 3u);
}

TEST_F(DialerFixture, ALineIsReadAgainOnlyWhenItChanges) {
    make_plan(3, {round(9, 12)});
    line_config_.max_channels = 1;
    set_line(true);
    auto first = phone_.orders.at(0).line;
    clock_.advance(std::chrono::seconds(10));
    end_all(all_answer);
    EXPECT_EQ(phone_.orders.at(0).line, first);
    line_config_.ring_timeout = std::chrono::seconds(7);
    set_line(true);
    end_all(all_answer);
    EXPECT_EQ(phone_.orders.at(0).line->ring_timeout, std::chrono::seconds(7));
}

TEST_F(DialerFixture, AnOutcomeToldTwiceCountsOnce) {
    std::string id = make_plan(1, {round(9, 12)});
    settle();
    store::Call call = phone_.orders.at(0).call;
    end_all(all_answer);
    store_->write([&](store::Tx& tx) {
        call.outcome = Outcome::busy;
        campaign::end_call(tx, context_, call);
    });
    EXPECT_EQ(task(id).done, 1);
    EXPECT_EQ(events(0), 1);
}

}  // namespace
}  // namespace tiller::dialer
