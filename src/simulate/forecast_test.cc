#include "simulate/forecast.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <numeric>

#include "base/log.h"

namespace tiller::simulate {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// A plan whose calls take five seconds each, whatever comes of them, on a day in January.
class Reckoned : public testing::Test {
  protected:
    static void SetUpTestSuite() { log::set_level(log::Level::off); }
    static void TearDownTestSuite() { log::set_level(log::Level::info); }

    void SetUp() override {
        Date date = *parse_date("2027-01-04");
        PlanDraw plan{.name = "p", .date = date};
        plan.strategy = {"s", {{.robot = "robot", .start = 9 * 3600, .end = 18 * 3600}}};
        scenario_.plans = {plan};
        opens_ = Zone::utc().at(date, 9 * 3600);
        scenario_.start = opens_ - minutes(1);
        scenario_.people.answer = 0.0;
        scenario_.people.busy = 0;
        scenario_.people.talk = Millis(0);
        scenario_.people.least_ring = scenario_.people.longest_ring = kRing;
        set_line(10, 100);
    }
    void set_line(int channels, double calls_per_second) {
        campaign::LineConfig line;
        line.servers = {"sip:simulated"};
        line.max_channels = channels;
        line.max_calls_per_second = calls_per_second;
        line.ring_timeout = kRing + Millis(1);  // somebody who answers does so in its last moment
        scenario_.lines = {{line}};
    }
    campaign::Round& round() { return scenario_.plans[0].strategy.rounds[0]; }
    void add_callees(int64_t numbers) {
        for (int64_t i = 0; i < numbers; ++i) scenario_.plans[0].callees.push_back(fmt::format("+62812{:07}", i));
    }
    Forecast forecast_of(int64_t numbers) {
        add_callees(numbers);
        auto made = forecast(scenario_);
        EXPECT_TRUE(made) << made.error().message;
        if (made) expect_sums_agree(*made, numbers);
        return made ? *made : Forecast{};
    }
    static int64_t sum(const OutcomeCounts& counts) {
        return std::accumulate(counts.begin(), counts.end(), int64_t{0});
    }
    static void expect_sums_agree(const Forecast& f, int64_t numbers) {
        EXPECT_EQ(f.numbers, numbers);
        EXPECT_EQ(sum(f.outcomes), numbers);
        int64_t by_round = 0, by_hour = 0, reached = 0;
        for (auto& r : f.rounds) {
            EXPECT_EQ(sum(r.outcomes), r.numbers);
            EXPECT_EQ(r.dialed + of(r.outcomes, Outcome::expired), r.numbers);
            by_round += r.calls;
        }
        for (auto& h : f.hours) {
            EXPECT_EQ(sum(h.outcomes), h.calls);
            EXPECT_EQ(h.reached_so_far, reached += h.reached);
            by_hour += h.calls;
        }
        EXPECT_EQ(by_round, f.calls);
        EXPECT_EQ(by_hour, f.calls);
        EXPECT_EQ(reached, f.reached);
    }
    static int64_t of(const OutcomeCounts& counts, Outcome outcome) { return counts[static_cast<size_t>(outcome)]; }

    static constexpr Millis kRing{5'000}, kSlack{100};
    Scenario scenario_;
    Instant opens_;
};

TEST_F(Reckoned, WhereEverybodyAnswersTheLastIsReachedWhenTheLineHasBegunAllCalls) {
    scenario_.people.answer = 1.0;
    set_line(1000, 2);
    auto f = forecast_of(100);
    EXPECT_EQ(f.calls, 100);
    EXPECT_EQ(f.reached, 100);
    EXPECT_EQ(of(f.outcomes, Outcome::answered), 100);
    ASSERT_EQ(f.rounds.size(), 1u);
    ASSERT_TRUE(f.last);
    // Two calls begin in each second, the last two in the fiftieth; each is answered after five seconds.
    EXPECT_GE(*f.last, opens_ + seconds(49) + kRing);
    EXPECT_LE(*f.last, opens_ + seconds(50) + kRing);
}

TEST_F(Reckoned, OnAFewChannelsTheyAreReachedOneAfterTheOther) {
    scenario_.people.answer = 1.0;
    set_line(2, 100);
    auto f = forecast_of(100);
    ASSERT_TRUE(f.half && f.last);
    EXPECT_GE(*f.last, opens_ + 50 * kRing);
    EXPECT_LE(*f.last, opens_ + 50 * (kRing + kSlack));
    EXPECT_GE(*f.half, opens_ + 25 * kRing);
    EXPECT_LE(*f.half, opens_ + 25 * (kRing + kSlack));
    ASSERT_EQ(f.hours.size(), 1u);
    EXPECT_NEAR(f.hours[0].channels, 2 * 250.0 / 3600, 0.01) << "two channels for 250 s of an hour";
}

TEST_F(Reckoned, WhereNobodyAnswersEachIsTriedAsOftenAsItsRoundSays) {
    round().repeat_num = 2;
    round().repeat_interval = 30;
    auto later = round();
    later.day_offset = 1;
    later.repeat_num = 4;
    scenario_.plans[0].strategy.rounds.push_back(later);
    auto f = forecast_of(50);
    EXPECT_EQ(f.reached, 0);
    EXPECT_FALSE(f.half);
    EXPECT_EQ(of(f.outcomes, Outcome::no_answer), 50);
    ASSERT_EQ(f.rounds.size(), 2u);
    EXPECT_EQ(f.rounds[0].calls, 50 * 3);
    EXPECT_EQ(f.rounds[1].calls, 50 * 5);
    EXPECT_EQ(f.rounds[1].dialed, 50);
}

TEST_F(Reckoned, WhoeverIsReachedDoesNotComeBackInTheNextRound) {
    scenario_.people.answer.from_hour = {{0, 0.0}, {14, 1.0}};  // nobody in the morning, everybody from two on
    round().end = 12 * 3600;
    auto later = round();
    later.start = 15 * 3600;
    later.end = 16 * 3600;
    scenario_.plans[0].strategy.rounds = {round(), later, later};
    scenario_.plans[0].strategy.rounds[2].day_offset = 1;
    auto f = forecast_of(40);
    ASSERT_EQ(f.rounds.size(), 2u) << "nobody is left for the third";
    EXPECT_EQ(f.rounds[0].reached, 0);
    EXPECT_EQ(f.rounds[1].reached, 40);
    EXPECT_EQ(f.calls, 80);
}

TEST_F(Reckoned, AWindowTooShortForTheLineLeavesTheRestExpired) {
    set_line(1, 100);
    round().end = 9 * 3600 + 600;  // ten minutes: at most 120 calls of five seconds
    auto f = forecast_of(200);
    EXPECT_LE(f.calls, 120);
    EXPECT_GE(f.calls, 117);
    EXPECT_EQ(of(f.outcomes, Outcome::expired), 200 - f.calls);
    EXPECT_EQ(of(f.rounds.at(0).outcomes, Outcome::expired), 200 - f.calls);
}

TEST_F(Reckoned, JsonTellsTheSame) {
    scenario_.people.answer = 0.5;
    auto f = forecast_of(60);
    std::string text = to_json(f);
    simdjson::dom::parser parser;
    simdjson::dom::element json = parser.parse(text);
    EXPECT_EQ(int64_t(json["numbers"]), 60);
    EXPECT_EQ(int64_t(json["reached"]), f.reached);
    int64_t calls = 0, outcomes = 0;
    for (auto hour : json["hours"]) calls += int64_t(hour["calls"]);
    for (auto [name, n] : simdjson::dom::object(json["outcomes"])) outcomes += int64_t(n);
    EXPECT_EQ(calls, f.calls);
    EXPECT_EQ(outcomes, 60);
}

TEST_F(Reckoned, TheGuardPlaysItsPart) {
    scenario_.built_in_guard = true;
    scenario_.accounts[0] = {.zone = "Asia/Jakarta", .service = Service::collection, .country = "ID"};
    Date monday = *parse_date("2027-01-04");
    // Collection in Indonesia ends at 20:00 by every clock of the callee: the eastern ones are two hours ahead.
    round() = {.robot = "robot", .start = 17 * 3600 + 58 * 60, .end = 21 * 3600};
    scenario_.start = Zone::find("Asia/Jakarta")->at(monday, round().start) - minutes(1);
    set_line(1, 100);  // calls of five seconds: 24 in these two minutes
    add_callees(100);
    auto made = forecast(scenario_);
    ASSERT_TRUE(made) << made.error().message;
    const Forecast& f = *made;
    EXPECT_NEAR(static_cast<double>(f.calls), 24, 2);
    EXPECT_EQ(f.outcomes[static_cast<size_t>(Outcome::blocked)], 100 - f.calls);
    ASSERT_EQ(f.refused.size(), 1u);
    EXPECT_EQ(f.refused.begin()->second, 100 - f.calls) << f.refused.begin()->first;
    EXPECT_NE(to_text(f).find("refused by id.collection"), std::string::npos) << to_text(f);
}

TEST_F(Reckoned, DoNotCallListsCountInAForecast) {
    scenario_.built_in_guard = true;
    scenario_.dnc = {"+628120000001", "+628120000003"};
    add_callees(5);
    auto made = forecast(scenario_);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->outcomes[static_cast<size_t>(Outcome::dnc)], 2);
    EXPECT_EQ(made->calls, 3);
}

}  // namespace
}  // namespace tiller::simulate
