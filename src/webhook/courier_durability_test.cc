// What the courier keeps when the process, the clock or the disk misbehaves.
#include <gmock/gmock.h>

#include <future>

#include "base/random.h"
#include "webhook/courier_testing.h"

namespace tiller::webhook {
namespace {

using testing::ElementsAre;

const Answer kYes{200, "", 5ms};
const Answer kNo{503, "", 5ms};

TEST_F(CourierTest, AfterARestartWhatWasOutIsSentAgainAndNothingElse) {
    int64_t key = endpoint("http://a.example/");
    for (int i = 0; i < 3; ++i) event(EventKind::call, 7);
    event(EventKind::task, 7);
    sender_.script = [](const ScriptedSender::Try& attempt) -> std::optional<Answer> {
        if (attempt.id == "call-1") return kYes;
        if (attempt.id == "call-2") return kNo;
        return std::nullopt;
    };
    settle();
    restart();
    sender_.tries.clear();
    sender_.script = [](auto&) { return kYes; };
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-3"));
    run(1min);
    settle();
    EXPECT_THAT(sender_.ids(), ElementsAre("call-3", "call-2", "task-4"));
    EXPECT_EQ(delivery(key, 2).tries, 2);
}

TEST_F(CourierTest, AClockThatJumpsAheadMakesDueAndSwitchesNothingOff) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7);
    sender_.script = [](auto&) { return kNo; };
    settle();
    clock_.jump_to(clock_.now() + 24h * 30);
    settle();
    EXPECT_EQ(sender_.tries.size(), 2u);
    EXPECT_TRUE(stored(key).enabled);
}

TEST_F(CourierTest, AClockThatIsSetBackLosesNoTry) {
    endpoint("http://a.example/");
    event(EventKind::call, 7);
    event(EventKind::task, 7);
    event(EventKind::call, 8);
    sender_.script = [](const ScriptedSender::Try& attempt) { return attempt.id == "call-1" ? kNo : kYes; };
    run(5min);
    size_t before = sender_.tries.size();
    clock_.jump_to(clock_.now() - 24h);
    run(5min);
    EXPECT_EQ(sender_.tries.size(), before + 1) << "the rung of five minutes, from the moment of the jump";
    sender_.script = [](auto&) { return kYes; };
    event(EventKind::call, 9);
    run(30min);
    settle();
    EXPECT_EQ(sender_.tries.back().id, "task-2") << "which was made at a time that is yet to come";
}

TEST_F(CourierTest, AClockThatWasSetBackBetweenTwoRunsLosesNoTryEither) {
    endpoint("http://a.example/");
    event(EventKind::call, 7);
    sender_.script = [](auto&) { return kNo; };
    settle();
    courier_.reset();
    clock_.jump_to(clock_.now() - 24h * 365);
    restart();
    sender_.script = [](auto&) { return kYes; };
    run(1min);
    settle();
    EXPECT_EQ(sender_.tries.size(), 2u);
}

TEST_F(CourierTest, ResultsThatTheDiskRefusesAreKeptAndNothingIsSentTwice) {
    int64_t key = endpoint("http://a.example/");
    event(EventKind::call, 7);
    event(EventKind::call, 8);
    event(EventKind::task, 7);
    store_->write([](store::Tx& tx) { store::refuse_updates(tx, "deliveries", "disk is full"); });
    run(1min);
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1", "call-2"));
    EXPECT_EQ(courier_->unsettled(), 2u);
    EXPECT_EQ(delivery(key, 1).state, DeliveryState::waiting);
    store_->write([](store::Tx& tx) { store::allow_updates(tx, "deliveries"); });
    run(2s);
    EXPECT_THAT(sender_.ids(), ElementsAre("call-1", "call-2", "task-3"));
    EXPECT_EQ(delivery(key, 1).state, DeliveryState::delivered);
    EXPECT_EQ(courier_->unsettled(), 0u);
}

TEST(CourierCommit, NothingIsSentTwiceWhileItsResultIsOnItsWayToDisk) {
    TemporaryFolder folder;
    ManualClock clock;
    auto store = open_store(folder.path(), true);
    ScriptedSender sender(clock);
    News news;
    auto node = nodes::lone_node(*store, clock);
    Courier courier(*store, sender, *node, clock, {.wake = news.bell()});
    int64_t key = add_endpoint(*store, 1, "http://a.example/");
    courier.mail().wake(1);
    courier.step(clock.now());  // takes the endpoint, which is written
    add_event(*store, 1, EventKind::call, 7, 0, clock.now());
    add_event(*store, 1, EventKind::task, 7, 0, clock.now());
    std::promise<void> disk;
    store->write_async([wait = disk.get_future().share()](store::Tx&) { wait.wait(); }, nullptr);
    for (int i = 0; i < 100; ++i) {
        courier.mail().wake(1);
        courier.step(clock.now());
    }
    EXPECT_THAT(sender.ids(), ElementsAre("call-1"));
    EXPECT_EQ(courier.unsettled(), 1u);
    disk.set_value();
    auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (sender.tries.size() < 2 && std::chrono::steady_clock::now() < deadline) {
        news.wait(100ms);
        courier.step(clock.now());
    }
    EXPECT_THAT(sender.ids(), ElementsAre("call-1", "task-2"));
    EXPECT_EQ(delivery_of(*store, key, 1).state, DeliveryState::delivered);
    while (courier.unsettled() > 0 && std::chrono::steady_clock::now() < deadline) {
        news.wait(100ms);
        courier.step(clock.now());
    }
    EXPECT_EQ(courier.unsettled(), 0u);
}

/// Customers with moods, restarts and clock jumps by chance: the promises must hold whatever happens.
class CourierChaosTest : public CourierTest, public testing::WithParamInterface<uint64_t> {};

TEST_P(CourierChaosTest, KeepsItsPromises) {
    SeededRandom random(GetParam());
    std::vector<int64_t> endpoints{endpoint("http://a.example/"), endpoint("http://b.example/")};
    struct Known {
        EventKind kind;
        int64_t task, plan;
    };
    std::map<std::string, Known> events;
    std::map<std::string, std::set<std::string>> settled;  // by URL, as far as the receiver can know
    auto must_precede = [](const Known& early, const Known& late) {
        if (late.kind == EventKind::task) return early.kind == EventKind::call && early.task == late.task;
        return late.kind == EventKind::plan && early.kind != EventKind::plan && early.plan == late.plan;
    };
    sender_.script = [&](const ScriptedSender::Try& attempt) -> std::optional<Answer> {
        const Known& late = events.at(attempt.id);
        for (const auto& [id, early] : events) {
            if (must_precede(early, late)) {
                EXPECT_TRUE(settled[attempt.url].contains(id)) << attempt.id << " overtook " << id;
            }
        }
        if (random.below(10) < 3) return kNo;
        if (random.below(10) < 1) return std::nullopt;
        settled[attempt.url].insert(attempt.id);
        return kYes;
    };
    auto add = [&](EventKind kind, int64_t task, int64_t plan) {
        events[add_event(*store_, 1, kind, task, plan, clock_.now())] = {kind, task, plan};
        courier_->mail().wake(1);
    };
    for (int64_t plan = 1; plan <= 3; ++plan) {
        for (int64_t task = plan * 10; task < plan * 10 + 3; ++task) {
            for (int call = 0; call < 8; ++call) {
                add(EventKind::call, task, plan);
                if (random.below(3) == 0) run(Millis(random.below(90'000)));
                if (random.below(8) == 0) restart();
                if (random.below(12) == 0) clock_.jump_to(clock_.now() + Millis(random.below(7'200'000)) - 1h);
            }
            add(EventKind::task, task, plan);
        }
        add(EventKind::plan, 0, plan);
    }
    for (int i = 0; i < 20; ++i) {
        run(10min);
        while (!sender_.open.empty()) sender_.answer_first(kNo);
    }
    sender_.script = [&](const ScriptedSender::Try& attempt) {
        settled[attempt.url].insert(attempt.id);
        return kYes;
    };
    run(48h);
    EXPECT_EQ(courier_->unsettled(), 0u);
    for (const auto& [url, ids] : settled) EXPECT_EQ(ids.size(), events.size()) << url;
    EXPECT_EQ(store_->read(store::count_waiting_deliveries), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CourierChaosTest, testing::Range<uint64_t>(1, 13));

}  // namespace
}  // namespace tiller::webhook
