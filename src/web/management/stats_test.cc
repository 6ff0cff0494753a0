// The figures of GET stats are those of the calls.
#include <fmt/format.h>

#include "base/zone.h"
#include "store/setup.h"
#include "store/tasks.h"
#include "web/management/admin_testing.h"

namespace tiller::management {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class StatsTest : public AdminFixture {
  protected:
    StatsTest() {
        make_account();
        store_->write([&](store::Tx& tx) {
            account_ = store::find_account(tx, "demo")->key;
            store::put_line(tx, {0, account_, "OUT", true, R"({"servers":["sip:h"],"max_channels":4})"});
            line_ = store::find_line(tx, account_, "OUT")->key;
            store::Task task{.account = account_, .id = std::string(32, '1'), .name = "t"};
            task_ = store::insert_task(tx, task);
        });
        zone_ = *Zone::find("Asia/Jakarta");
        midnight_ = zone_.at(zone_.date_of(clock_.now()), 0);
    }
    /// A call that rings for ten seconds and, answered, talks for twenty.
    void add_call(Instant at, Outcome outcome, std::optional<Millis> answer = {}, const std::string& turns = "[]") {
        store_->write([&](store::Tx& tx) {
            store::Call call{.account = account_,
                             .id = fmt::format("{:012x}{:020x}", at.time_since_epoch().count(), ++count_),
                             .task = task_,
                             .row = count_,
                             .attempt = 1,
                             .line = line_,
                             .callee = "+6281230000001",
                             .intended = at};
            store::insert_call(tx, call);
            if (outcome == Outcome::none) return;
            call.ended_state = true;
            call.outcome = outcome;
            call.ended = at + 10s;
            if (outcome == Outcome::answered || outcome == Outcome::voicemail) {
                call.answered = at + 10s;
                call.ended = at + 30s;
                call.answer_latency = answer;
                call.turn_latencies = turns;
            }
            store::update_call(tx, call);
        });
    }

    int64_t account_ = 0, line_ = 0, task_ = 0;
    int64_t count_ = 0;
    Zone zone_ = Zone::utc();
    Instant midnight_;
};

TEST_F(StatsTest, CallsAreCountedByTheDayOfTheAccountsZone) {
    add_call(midnight_ - 1ms, Outcome::busy);
    add_call(midnight_, Outcome::answered);
    add_call(midnight_ + 1h, Outcome::voicemail);
    add_call(midnight_ + 2h, Outcome::no_answer);
    add_call(midnight_ + 3h, Outcome::none);
    auto told = get("/stats");
    ASSERT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(at(told, "/items/5/calls") + at(told, "/items/6/calls") + at(told, "/items/7"), "14(none)");
    EXPECT_EQ(at(told, "/items/6/start"), zone_.format(midnight_));
    EXPECT_EQ(at(told, "/items/6/live") + at(told, "/items/6/connected") + at(told, "/items/6/answered"), "121");
    EXPECT_EQ(at(told, "/items/6/outcomes"), R"({"answered":1,"voicemail":1,"no_answer":1})");
    EXPECT_EQ(std::stod(at(told, "/items/6/answer_rate")), 0.3333);
    EXPECT_EQ(std::stod(at(told, "/sum/talk_seconds")), 40.0);
    EXPECT_EQ(at(told, "/sum/calls") + at(told, "/items/0/answer_rate"), "5null");
}

TEST_F(StatsTest, ALinesLoadIsTheChannelsThatWereTaken) {
    std::string yesterday = format_date(zone_.date_of(midnight_ - 1h));
    for (int i = 0; i < 120; ++i) add_call(midnight_ - 1h + i * 1s, Outcome::answered);  // an hour of channels in all
    auto told = get("/stats?by=hour&from=" + yesterday + "&to=" + yesterday);
    EXPECT_EQ(std::stod(at(told, "/items/23/lines/OUT/channels")), 1.0) << told.body;
    EXPECT_EQ(at(told, "/items/23/lines/OUT/max_channels") + at(told, "/items/22/lines") + at(told, "/items/24"),
              "4{}(none)");
}

TEST_F(StatsTest, LatenciesOfTheSumAreThoseOfAllTurns) {
    // 96 turns of 20 ms yesterday, 3 of 40 and 1 of 900 today: the mean of the days' percentiles would be far off.
    std::string many = "[20";
    for (int i = 1; i < 96; ++i) many += ",20";
    add_call(midnight_ - 1h, Outcome::answered, 25ms, many + "]");
    add_call(midnight_, Outcome::voicemail, 31ms, "[40,900]");
    add_call(midnight_ + 1ms, Outcome::answered, 27ms, "[40,40]");
    add_call(midnight_ + 2ms, Outcome::answered);
    add_call(midnight_ + 3ms, Outcome::busy);
    auto told = get("/stats");
    EXPECT_EQ(at(told, "/items/5/turn_latency"), R"({"count":96,"p50_ms":20,"p95_ms":20,"p99_ms":20})");
    EXPECT_EQ(at(told, "/items/6/turn_latency"), R"({"count":4,"p50_ms":40,"p95_ms":900,"p99_ms":900})");
    EXPECT_EQ(at(told, "/sum/turn_latency"), R"({"count":100,"p50_ms":20,"p95_ms":20,"p99_ms":40})");
    EXPECT_EQ(at(told, "/sum/answer_latency"), R"({"count":3,"p50_ms":27,"p95_ms":31,"p99_ms":31})");
    EXPECT_EQ(at(told, "/items/0/turn_latency"), R"({"count":0,"p50_ms":null,"p95_ms":null,"p99_ms":null})");
    EXPECT_EQ(at(get("/stats?task=" + std::string(32, '1')), "/sum/turn_latency/count"), "100");
}

TEST_F(StatsTest, OneTaskAlone) {
    add_call(midnight_, Outcome::answered);
    EXPECT_EQ(at(get("/stats?task=" + std::string(32, '1')), "/sum/calls"), "1");
    EXPECT_EQ(get("/stats?task=" + std::string(32, '2')).status, 404);
}

TEST_F(StatsTest, WrongSpansSayWhatIsWrong) {
    EXPECT_THAT(get("/stats?from=2026-02-30").body, HasSubstr("from \\\"2026-02-30\\\" must be a date"));
    EXPECT_THAT(get("/stats?from=2026-02-03&to=2026-02-02").body, HasSubstr("must not be after"));
    EXPECT_THAT(get("/stats?by=week").body, HasSubstr("by \\\"week\\\" must be hour, day, plan, task, robot or line"));
    EXPECT_THAT(get("/stats?by=hour&from=2026-01-01&to=2026-03-01").body, HasSubstr("1440 spans: at most 750"));
}

TEST_F(StatsTest, CallsAreCountedByWhatTheyAreOf) {
    add_call(midnight_ - 1h, Outcome::busy);
    add_call(midnight_, Outcome::answered, 30ms, "[60]");
    add_call(midnight_ + 1h, Outcome::no_answer);
    for (const char* by : {"task", "line"}) {
        auto told = get(fmt::format("/stats?from=today&by={}", by));
        ASSERT_EQ(told.status, 200) << told.body;
        EXPECT_EQ(at(told, "/by"), by);
        EXPECT_EQ(at(told, "/items/0/name"), std::string(by) == "task" ? "t" : "OUT");
        EXPECT_EQ(at(told, "/items/0/calls") + at(told, "/items/0/answered") + at(told, "/sum/calls"), "212");
        EXPECT_EQ(at(told, "/items/0/answer_latency/p50_ms") + at(told, "/sum/turn_latency/p50_ms"), "3060");
        EXPECT_EQ(at(told, "/items/1"), "(none)");
    }
    EXPECT_EQ(at(get("/stats?from=yesterday&to=yesterday&by=robot"), "/items/0/calls"), "1");
    EXPECT_EQ(at(get("/stats?from=today&by=plan"), "/items/0/name"), "") << "of no plan";
}

}  // namespace
}  // namespace tiller::management
