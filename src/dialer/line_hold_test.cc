// A line whose server refuses us is held: its numbers wait.
#include "campaign/line_hold.h"

#include "campaign/task_order.h"
#include "dialer/dialer_testing.h"
#include "store/trial_tasks.h"

namespace tiller::dialer {
namespace {

using Minutes = std::chrono::minutes;

Outcome all_answer(const store::Call&) { return Outcome::answered; }

class LineHold : public DialerFixture {
  protected:
    static constexpr int kLineEvents = static_cast<int>(store::EventKind::line);

    void one_channel() {
        line_config_.max_channels = 1;
        set_line(true);
    }
    void pass_a_minute() {
        clock_.advance(Minutes(1));
        settle();
    }
    void order_test_call() {
        campaign::TaskOrder order{.account = account_.key,
                                  .name = "test",
                                  .robot = {.name = "reminder", .robots = {robot()}, .version = 1},
                                  .line = line_,
                                  .window = {clock_.now(), clock_.now() + Minutes(5)},
                                  .rows = {{1, "+6281299900001", "{}"}}};
        store_->write([&](store::Tx& tx) {
            auto made = campaign::create_task(tx, context_, order);
            ASSERT_TRUE(made) << made.error().message;
            store::mark_trial_task(tx, made->key);
        });
        dialer_->refresh();
        settle();
    }
    store::Robot robot() {
        return *store_->read([&](store::Db& db) { return store::find_robot(db, account_.key, "reminder"); });
    }
};

TEST_F(LineHold, OneRefusedPasswordIsEnoughAndNoFurtherAttemptIsSpent) {
    one_channel();
    std::string id = make_plan(3, {round(9, 11)});
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);
    refuse_all(407);
    EXPECT_TRUE(is_held());
    EXPECT_EQ(events(kLineEvents), 1);
    pass_a_minute();
    EXPECT_TRUE(phone_.orders.empty());
    EXPECT_EQ(task(id).dialed, 1);

    kill_and_restart();
    pass_a_minute();
    EXPECT_TRUE(phone_.orders.empty()) << "a restart does not try again";

    line_config_.username = "another";
    set_line(true);
    EXPECT_FALSE(is_held()) << "its set-up was changed";
    EXPECT_EQ(events(kLineEvents), 2);
    EXPECT_EQ(phone_.orders.size(), 1u);
}

TEST_F(LineHold, WhatMayBeMeantForOneCalleeMustComeInARow) {
    one_channel();
    make_plan(30, {round(9, 11)});
    settle();
    for (int n = 1; n < Refusals::kInARow; ++n) {
        refuse_all(n % 2 == 0 ? 403 : 503);
        pass_a_minute();
    }
    EXPECT_FALSE(is_held());
    end_all([](auto&) { return Outcome::busy; });
    for (int n = 1; n < Refusals::kInARow; ++n) {
        refuse_all(403);
        pass_a_minute();
    }
    EXPECT_FALSE(is_held()) << "a call got through between them";
    refuse_all(403);
    EXPECT_TRUE(is_held());
}

TEST_F(LineHold, ATestCallGoesOutAndReleasesItIfItGetsThrough) {
    one_channel();
    std::string id = make_plan(2, {round(9, 11)});
    settle();
    refuse_all(401);
    pass_a_minute();
    order_test_call();
    ASSERT_EQ(phone_.orders.size(), 1u);
    EXPECT_EQ(phone_.orders[0].call.callee, "+6281299900001");
    end_all(all_answer);
    EXPECT_FALSE(is_held());
    pass_a_minute();
    EXPECT_EQ(phone_.orders.size(), 1u) << "the plan goes on";
}

TEST_F(LineHold, ACallFromBeforeTheRefusalReleasesNothing) {
    make_plan(2, {round(9, 11)});
    settle();
    ASSERT_EQ(phone_.orders.size(), 2u);
    auto later = std::move(phone_.orders[1]);
    phone_.orders.pop_back();
    refuse_all(407);
    phone_.orders.push_back(std::move(later));
    end_all(all_answer);
    EXPECT_TRUE(is_held());
}

TEST_F(LineHold, SomebodyLetsItGoOn) {
    one_channel();
    make_plan(2, {round(9, 11)});
    settle();
    refuse_all(401);
    ASSERT_TRUE(is_held());
    store_->write([&](store::Tx& tx) { campaign::release_line(tx, context_, line_, "by ani"); });
    dialer_->refresh();
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
}

}  // namespace
}  // namespace tiller::dialer
