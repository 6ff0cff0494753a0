// Cancel, stop and pause at every moment of a plan's life: a table of moments × actions, over a clock that is turned.
#include "campaign/record.h"
#include "dialer/dialer_testing.h"

namespace tiller::dialer {
namespace {

enum class Moment { before, queued, in_a_call, between_attempts, between_rounds, second_round, after_the_end };
constexpr Moment kMoments[] = {Moment::before,           Moment::queued,         Moment::in_a_call,
                               Moment::between_attempts, Moment::between_rounds, Moment::second_round,
                               Moment::after_the_end};
constexpr const char* kNames[] = {"Before",        "Queued",      "InACall",    "BetweenAttempts",
                                  "BetweenRounds", "SecondRound", "AfterTheEnd"};

/// A plan of three numbers, two rounds of two attempts each; the third number is the one that is watched.
class Moments : public DialerFixture, public ::testing::WithParamInterface<Moment> {
  protected:
    static constexpr const char* kWatched = "+6281200000013";

    void SetUp() override {
        DialerFixture::SetUp();
        auto first = round(11, 12), second = round(14, 15);
        first.repeat_num = second.repeat_num = 1;
        first.repeat_interval = second.repeat_interval = 10;
        if (GetParam() == Moment::queued) line_config_.max_channels = 1;
        set_line(true);
        make_plan(3, {first, second});
        bring_to(GetParam());
    }

    void bring_to(Moment moment) {
        settle();
        if (moment == Moment::before) return;
        clock_.jump_to(at(11));
        settle();
        if (moment == Moment::queued || moment == Moment::in_a_call) return;
        end_all(nobody_answers);
        if (moment == Moment::between_attempts) return;
        live_until(at(12, 30), nobody_answers);
        if (moment == Moment::between_rounds) return;
        clock_.jump_to(at(14));
        settle();
        if (moment == Moment::second_round) return;
        live_until(at(16), nobody_answers);
    }

    static Outcome nobody_answers(const store::Call&) { return Outcome::no_answer; }

    /// Lives on to the end; the number's calls from now on, without the one that is up.
    int calls_until_the_end(std::string_view callee = kWatched) {
        std::set<std::string> up, later;
        for (auto& order : phone_.orders) up.insert(order.call.id);
        line_config_.max_channels = 5;
        set_line(true);
        live_until(at(16), [&](const store::Call& call) {
            if ((callee.empty() || call.callee == callee) && !up.contains(call.id)) later.insert(call.id);
            return Outcome::no_answer;
        });
        return static_cast<int>(later.size());
    }
    /// The watched number in the last round that it took part in.
    store::Number watched() {
        store::Number last;
        for (auto& t : rounds()) {
            auto n = store_->read([&](store::Db& db) { return store::find_number(db, t.account, t.key, kWatched); });
            if (n) last = *n;
        }
        return last;
    }
    template <class Act>
    auto act(Act act) {
        auto result = store_->write([&](store::Tx& tx) { return act(tx); });
        dialer_->refresh();
        return result;
    }
    bool was_waiting() const {
        return GetParam() == Moment::before || GetParam() == Moment::queued || GetParam() == Moment::between_attempts;
    }
};

TEST_P(Moments, ACancelInThePlanHolds) {
    auto p = plan();
    bool had_ended = has_ended(p.status);
    EXPECT_EQ(had_ended, GetParam() == Moment::after_the_end);
    auto dropped = act([&](store::Tx& tx) { return campaign::cancel_plan_number(tx, context_, p, kWatched); });
    ASSERT_TRUE(dropped);
    EXPECT_EQ(*dropped, was_waiting() || GetParam() == Moment::between_rounds ? 1 : 0);
    auto again = act([&](store::Tx& tx) { return campaign::cancel_plan_number(tx, context_, plan(), kWatched); });
    EXPECT_EQ(*again, 0);
    EXPECT_EQ(calls_until_the_end(), 0);
    EXPECT_EQ(watched().outcome, was_waiting() ? Outcome::cancelled : Outcome::no_answer);
    expect_books_closed();
}

TEST_P(Moments, ACancelInTheTaskHoldsForTheTask) {
    auto task = rounds().back();
    if (task.finished) {
        EXPECT_EQ(act([&](store::Tx& tx) { return campaign::cancel_number(tx, context_, task, kWatched); }), 0);
        return;
    }
    EXPECT_EQ(act([&](store::Tx& tx) { return campaign::cancel_number(tx, context_, task, kWatched); }), was_waiting());
    // A call in progress ends normally, and then the number is one that was not reached: the second round may take it.
    EXPECT_EQ(calls_until_the_end(), GetParam() == Moment::in_a_call ? 2 : 0);
    expect_books_closed();
}

TEST_P(Moments, AStoppedPlanCallsNobody) {
    auto p = plan();
    auto stopped = act([&](store::Tx& tx) { return campaign::stop_plan(tx, context_, p); });
    EXPECT_EQ(stopped.ok(), GetParam() != Moment::after_the_end);
    EXPECT_EQ(calls_until_the_end(""), 0);
    EXPECT_EQ(plan().status, GetParam() == Moment::after_the_end ? Status::finished : Status::stopped);
    EXPECT_EQ(watched().outcome, was_waiting() ? Outcome::cancelled : Outcome::no_answer);
    auto again = act([&](store::Tx& tx) {
        auto now = *store::find_plan(tx, account_.key, "plan");
        return campaign::stop_plan(tx, context_, now);
    });
    EXPECT_FALSE(again.ok());
    expect_books_closed();
}

TEST_P(Moments, AStoppedTaskEndsItsRound) {
    auto task = rounds().back();
    bool had_ended = task.finished.has_value();
    auto stopped = act([&](store::Tx& tx) { return campaign::stop_task(tx, context_, task); });
    EXPECT_EQ(stopped.ok(), !had_ended);
    bool comes_again = GetParam() == Moment::in_a_call || GetParam() == Moment::between_rounds;
    EXPECT_EQ(calls_until_the_end(), comes_again ? 2 : 0);
    for (auto& t : rounds()) EXPECT_TRUE(t.finished);
    expect_books_closed();
}

TEST_P(Moments, APauseHoldsUntilTheResume) {
    auto task = rounds().back();
    bool can = !task.finished;
    EXPECT_EQ(act([&](store::Tx& tx) { return campaign::pause_task(tx, task); }).ok(), can);
    if (!can) return;
    EXPECT_FALSE(act([&](store::Tx& tx) { return campaign::pause_task(tx, task); }).ok());
    size_t up = phone_.orders.size();
    clock_.advance(std::chrono::minutes(15));
    settle();
    EXPECT_EQ(phone_.orders.size(), up);
    auto resumed = act([&](store::Tx& tx) {
        auto now = *store::find_task(tx, task.key);
        return campaign::resume_task(tx, context_, now);
    });
    EXPECT_TRUE(resumed.ok());
    EXPECT_EQ(rounds().back().status, GetParam() == Moment::before ? Status::waiting : Status::running);
    EXPECT_GT(calls_until_the_end(""), 0);
    EXPECT_EQ(plan().status, Status::finished);
    expect_books_closed();
}

TEST_P(Moments, ThePausedWindowCloses) {
    auto task = rounds().back();
    if (task.finished) return;
    EXPECT_TRUE(act([&](store::Tx& tx) { return campaign::pause_task(tx, task); }).ok());
    EXPECT_EQ(calls_until_the_end("") > 0, task.round == 1);  // in the second round
    auto known = store_->read([&](store::Db& db) { return *store::find_task(db, task.key); });
    EXPECT_EQ(known.status, Status::finished);
    expect_books_closed();
}

TEST_P(Moments, AKillLosesNothing) {
    kill_and_restart();
    EXPECT_LE(calls_until_the_end(), 4);
    EXPECT_LE(watched().attempts, 2);
    expect_books_closed();
}

TEST_P(Moments, ALineSwitchedOffCallsNobody) {
    size_t up = phone_.orders.size();
    set_line(false);
    live_until(at(16), [&](const store::Call&) { return --up, Outcome::no_answer; });
    EXPECT_EQ(up, 0u);  // those that were up, and no other
    expect_books_closed();
}

INSTANTIATE_TEST_SUITE_P(At, Moments, ::testing::ValuesIn(kMoments),
                         [](auto& param) { return kNames[static_cast<size_t>(param.param)]; });

}  // namespace
}  // namespace tiller::dialer
