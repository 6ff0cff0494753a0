#include "webhook/courier.h"

#include <gmock/gmock.h>

#include "webhook/courier_testing.h"

namespace tiller::webhook {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Answer kYes{204, "", 5ms};
const Answer kNo{500, "", 5ms};

TEST_F(CourierTest, DeliversEachEventOnceToEachEndpointThatTakesItsKind) {
    int64_t first = endpoint("http://a.example/");
    store::Endpoint plans_only;
    plans_only.account = 1;
    plans_only.url = "http://b.example/";
    plans_only.events = {EventKind::plan};
    plans_only.secret = "s";
    store_->write([&](store::Tx& tx) { store::put_endpoint(tx, plans_only); });
    endpoint("http://other.example/", 2);
    event(EventKind::call, 7, 3);
    event(EventKind::plan, 0, 3);
    run(48h);
    std::vector<std::string> got;
    for (const auto& attempt : sender_.tries) got.push_back(attempt.url + " " + attempt.id);
    EXPECT_THAT(got, testing::UnorderedElementsAre("http://a.example/ call-1", "http://a.example/ plan-2",
                                                   "http://b.example/ plan-2"));
    EXPECT_EQ(sender_.tries[0].body, R"({"EventID":"call-1"})");
    EXPECT_EQ(delivery(first, 1).state, DeliveryState::delivered);
    EXPECT_EQ(delivery(first, 1).tries, 1);
    EXPECT_EQ(delivery(first, 1).last_status, 200);
    EXPECT_EQ(courier_->unsettled(), 0u);
}

TEST_F(CourierTest, OnHoldNothingIsSentAndAfterwardsAll) {
    endpoint("http://a.example/");
    courier_->hold(true);
    event(EventKind::call, 7, 3);
    run(48h);
    EXPECT_THAT(sender_.ids(), IsEmpty());
    courier_->hold(false);
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1"));
}

TEST_F(CourierTest, ATaskWaitsForItsCallsAndAPlanForItsTasks) {
    endpoint("http://a.example/");
    event(EventKind::call, 7, 3);
    event(EventKind::call, 7, 3);
    event(EventKind::task, 7, 3);
    event(EventKind::plan, 0, 3);
    event(EventKind::call, 8, 4);
    event(EventKind::task, 8, 4);
    bool failed = false;
    sender_.script = [&](const ScriptedSender::Try& attempt) {
        return attempt.id == "call-1" && !std::exchange(failed, true) ? kNo : kYes;
    };
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1", "call-2", "call-5", "task-6"));
    run(1min);
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1", "call-2", "call-5", "task-6", "call-1", "task-3", "plan-4"));
}

TEST_F(CourierTest, AnEventThatIsOutHoldsBackWhatFollows) {
    endpoint("http://a.example/");
    event(EventKind::call, 7, 3);
    event(EventKind::task, 7, 3);
    sender_.script = [](auto&) { return std::nullopt; };
    run(10s);
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1"));
    sender_.answer_first(kYes);
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1", "task-2"));
}

TEST_F(CourierTest, WhatIsHeldBackCostsNoLoop) {
    endpoint("http://a.example/");
    for (int64_t task = 1; task <= 300; ++task) {
        event(EventKind::call, task, 1);
        event(EventKind::task, task, 1);
    }
    event(EventKind::plan, 0, 1);
    sender_.script = [](const ScriptedSender::Try& attempt) { return attempt.id.starts_with("call") ? kNo : kYes; };
    run(20min);
    Instant start = clock_.now();
    int steps = 0;
    for (Instant next = settle(); next < start + 10min; next = courier_->step(clock_.now()), ++steps) {
        if (next > clock_.now()) clock_.advance(next - clock_.now());
    }
    EXPECT_LT(steps, 6000) << "a few steps for a try and for a minute's look";
    for (const auto& id : sender_.ids()) EXPECT_TRUE(id.starts_with("call-")) << id;
    sender_.script = [](auto&) { return kYes; };
    run(24h);
    EXPECT_EQ(sender_.tries.back().id, "plan-601");
}

TEST_F(CourierTest, FailuresClimbTheLadderToTheMillisecond) {
    int64_t key = endpoint("http://user:password@a.example/hook?key=1");
    event(EventKind::call, 7, 3);
    event(EventKind::task, 7, 3);
    sender_.script = [](const ScriptedSender::Try& attempt) { return attempt.id == "call-1" ? kNo : kYes; };
    Instant start = clock_.now();
    run(100h);
    std::vector<Millis> expected{0min, 1min, 2min, 3min, 4min, 9min, 39min, 159min, 459min, 1059min, 1659min};
    EXPECT_EQ(moments("call-1", start), expected);
    EXPECT_EQ(delivery(key, 1).state, DeliveryState::exhausted);
    EXPECT_EQ(delivery(key, 1).tries, 11);
    EXPECT_EQ(delivery(key, 1).last_error, "answered 500");
    EXPECT_EQ(moments("task-2", start), std::vector<Millis>{1659min}) << "an exhausted event holds back no more";
}

TEST_F(CourierTest, OnlyTwoHundredsAreSuccess) {
    int64_t key = endpoint("http://a.example/");
    std::vector<Answer> answers{{199, "", 0ms},
                                {301, "", 0ms},
                                {400, "", 0ms},
                                {0, "timed out after 15 s", 15s},
                                {0, "refused: 10.0.0.1 is a private address", 0ms},
                                {299, "", 0ms}};
    size_t next = 0;
    sender_.script = [&](auto&) { return answers[next++]; };
    event(EventKind::call, 7);
    settle();
    std::vector<std::string> errors;
    while (next < answers.size()) {
        errors.push_back(delivery(key, 1).last_error);
        run(5min);
    }
    EXPECT_EQ(delivery(key, 1).state, DeliveryState::delivered);
    EXPECT_EQ(delivery(key, 1).last_status, 299);
    EXPECT_EQ(delivery(key, 1).last_error, "");
    EXPECT_EQ(delivery(key, 1).tries, 6);
}

TEST_F(CourierTest, ADeadEndpointDelaysNoOther) {
    endpoint("http://dead.example/");
    endpoint("http://well.example/");
    sender_.script = [&](const ScriptedSender::Try& attempt) {
        return attempt.url == "http://dead.example/" ? std::nullopt : std::optional(kYes);
    };
    for (int i = 0; i < 1000; ++i) event(EventKind::call, 7);
    settle();
    EXPECT_THAT(sender_.open, SizeIs(4));
    EXPECT_THAT(sender_.tries, SizeIs(1004));
}

TEST_F(CourierTest, ManyDeadEndpointsShareTheProbesInTurn) {
    courier_ = std::make_unique<Courier>(*store_, sender_, *node_, clock_,
                                         CourierOptions{.parallel_per_endpoint = 4, .max_probes = 3});
    std::set<std::string> probed;
    for (int i = 0; i < 10; ++i) endpoint("http://" + std::to_string(i) + ".example/");
    event(EventKind::call, 7);
    sender_.script = [](auto&) { return kNo; };
    settle();
    sender_.script = [&](const ScriptedSender::Try& attempt) {
        probed.insert(attempt.url);
        return std::nullopt;
    };
    run(1min);
    settle();
    for (int i = 0; i < 10; ++i) {
        EXPECT_LE(sender_.open.size(), 3u);
        sender_.answer_first(kNo);
        settle();
    }
    EXPECT_THAT(probed, SizeIs(10));
}

TEST_F(CourierTest, AnEndpointThatIsDownIsProbedNotHammered) {
    endpoint("http://a.example/");
    for (int i = 0; i < 5000; ++i) event(EventKind::call, 7);
    sender_.script = [](auto&) { return kNo; };
    run(1min);
    EXPECT_LT(sender_.tries.size(), 150u);
    EXPECT_GT(sender_.tries.size(), 50u);
    sender_.script = [](auto&) { return kYes; };
    run(2min);
    EXPECT_GT(sender_.tries.size(), 5000u) << "it is well again, and gets everything at once";
}

TEST_F(CourierTest, AnEndpointIsSwitchedOffAfterFiveDaysAndKeepsItsDeliveries) {
    int64_t key = endpoint("http://a.example/");
    sender_.script = [](auto&) { return kNo; };
    Instant start = clock_.now();
    for (int hours = 0; hours < 5 * 24; hours += 6) {
        event(EventKind::call, 7);
        run(6h);
        ASSERT_TRUE(stored(key).enabled);
    }
    EXPECT_EQ(stored(key).failing_since, start);
    event(EventKind::call, 7);
    run(1h);
    EXPECT_FALSE(stored(key).enabled);
    EXPECT_EQ(stored(key).off_reason, "failed for 5 days: answered 500");
    ASSERT_TRUE(stored(key).off_since);
    EXPECT_GE(*stored(key).off_since, start + 24h * 5);
    size_t tries = sender_.tries.size();
    run(48h);
    EXPECT_EQ(sender_.tries.size(), tries);
    EXPECT_EQ(delivery(key, 21).state, DeliveryState::waiting);

    endpoint("http://a.example/");  // the operator switches it on again
    courier_->mail().wake(1);
    sender_.script = [](auto&) { return kYes; };
    run(1min);
    EXPECT_EQ(delivery(key, 21).state, DeliveryState::delivered);
    EXPECT_FALSE(stored(key).failing_since);
    EXPECT_FALSE(stored(key).off_since);
    EXPECT_EQ(stored(key).off_reason, "");
}

TEST_F(CourierTest, ASuccessEndsTheCountOfDays) {
    int64_t key = endpoint("http://a.example/");
    for (int days = 0; days < 20; ++days) {
        sender_.script = [&](auto&) { return days % 4 == 3 ? kYes : kNo; };
        event(EventKind::call, 7);
        run(24h);
    }
    EXPECT_TRUE(stored(key).enabled);
}

TEST_F(CourierTest, AChangedSecretAndUrlHoldFromTheNextTryOn) {
    endpoint("http://a.example/");
    event(EventKind::call, 7);
    sender_.script = [](auto&) { return kNo; };
    settle();
    store_->write([&](store::Tx& tx) { store::set_rows(tx, "endpoints", {{"url", "http://moved.example/"}}); });
    courier_->mail().wake();
    run(1min);
    settle();
    EXPECT_EQ(sender_.tries.back().url, "http://moved.example/");
    store_->write([&](store::Tx& tx) { store::delete_rows(tx, "endpoints"); });
    courier_->mail().wake();
    size_t tries = sender_.tries.size();
    run(48h);
    EXPECT_EQ(sender_.tries.size(), tries);
}

TEST_F(CourierTest, WhatTheOperatorSwitchesOffStaysOffThoughATryIsOut) {
    int64_t key = endpoint("http://a.example/");
    auto set_enabled = [&](bool enabled) {
        store::Endpoint changed = stored(key);
        changed.enabled = enabled;
        store_->write([&](store::Tx& tx) { store::put_endpoint(tx, changed); });
        courier_->mail().wake(1);
    };
    for (int i = 0; i < 10; ++i) event(EventKind::call, 7);
    sender_.script = [](auto&) { return std::nullopt; };
    settle();
    set_enabled(false);
    settle();
    while (!sender_.open.empty()) sender_.answer_first(kNo);
    run(24h);
    EXPECT_THAT(sender_.tries, SizeIs(4));
    EXPECT_FALSE(stored(key).enabled);
    EXPECT_EQ(delivery(key, 1).tries, 1) << "the answer was heard all the same";
    EXPECT_TRUE(stored(key).failing_since);
    set_enabled(true);
    EXPECT_FALSE(stored(key).failing_since) << "switched on again, it has no failures behind it";
    sender_.script = [](auto&) { return kYes; };
    run(1min);
    EXPECT_THAT(sender_.tries, SizeIs(14));
}

}  // namespace
}  // namespace tiller::webhook
