#include "simulate/guard_rules.h"

#include <gtest/gtest.h>

#include <set>

#include "guard/number_zones.h"
#include "guard/rules.h"

namespace tiller::simulate {
namespace {

constexpr const char* kLondon = "+44200000006";
constexpr auto kCounts = GuardRules::Open::counts;
constexpr auto kHoped = GuardRules::Open::is_hoped_away;

Instant at(const char* date, int hour, int minute = 0) {
    return LocalTime("Europe/London").first_at(*parse_date(date), hour * 3600 + minute * 60);
}

class Reckoning : public testing::Test {
  protected:
    void call(const std::string& callee, Instant when, Outcome outcome) {
        std::string id = std::to_string(++count_);
        rules_.called({.account = 1, .id = id, .callee = callee, .intended = when});
        if (outcome != Outcome::none) rules_.settled(id, outcome);
    }
    bool is_free(Instant when, const std::string& callee = kLondon) { return rules_.forbids(1, callee, when).empty(); }

    Scenario scenario_;
    GuardDraw& guard_ = scenario_.guards[0];
    GuardRules rules_{scenario_};
    int count_ = 0;
};

TEST_F(Reckoning, HoursAreThoseOfAllClocksOfTheCallee) {
    guard_.hours = {{.prefix = {},
                     .start = 8 * 3600,
                     .end = 20 * 3600,
                     .closed_on_sunday = true,
                     .holidays = {*parse_date("2027-03-30")}}};
    EXPECT_FALSE(is_free(at("2027-03-27", 7, 59)));
    EXPECT_TRUE(is_free(at("2027-03-27", 8)));
    EXPECT_FALSE(is_free(at("2027-03-28", 12))) << "a Sunday, on which clocks change";
    EXPECT_TRUE(is_free(at("2027-03-29", 8))) << "07:00 UTC";
    EXPECT_FALSE(is_free(at("2027-03-29", 20)));
    EXPECT_FALSE(is_free(at("2027-03-30", 12)));
    // Indonesia: from 08:00 in the west until 20:00 in the east, which is 01:00 to 11:00 UTC.
    EXPECT_FALSE(is_free(from_ms(to_ms(at("2027-02-01", 0)) + 59 * 60'000), "+628120000006"));
    EXPECT_TRUE(is_free(at("2027-02-01", 1), "+628120000006"));
    EXPECT_FALSE(is_free(at("2027-02-01", 11), "+628120000006"));
}

TEST_F(Reckoning, CapsCountCalendarDaysOrHours) {
    guard_.caps = {{.most = 2, .days = 2}};
    call(kLondon, at("2027-02-01", 10), Outcome::busy);
    call(kLondon, at("2027-02-01", 23, 59), Outcome::no_answer);
    EXPECT_FALSE(is_free(at("2027-02-02", 23, 59)));
    EXPECT_TRUE(is_free(at("2027-02-03", 0)));
    EXPECT_TRUE(is_free(at("2027-02-02", 12), "+44200000007"));
    guard_.caps = {{.by_debt = true, .most = 1, .hours = 24, .skips_unconnected = true}};
    EXPECT_FALSE(is_free(at("2027-02-02", 23, 58), "+44200000007")) << "its neighbour owes the same debt";
    EXPECT_TRUE(is_free(at("2027-02-02", 23, 59), "+44200000007"));
    EXPECT_TRUE(is_free(at("2027-02-01", 12), "+44200000008"));
}

TEST_F(Reckoning, AConversationRestsForDaysAndACallThatIsUpMayBecomeOne) {
    guard_.cool_downs = {{.by_debt = false, .days = 2}};
    call(kLondon, at("2027-02-01", 10), Outcome::none);
    EXPECT_FALSE(is_free(at("2027-02-01", 11)));
    EXPECT_FALSE(rules_.allows_between(1, kLondon, at("2027-02-01", 11), at("2027-02-01", 12), kCounts));
    EXPECT_TRUE(rules_.allows_between(1, kLondon, at("2027-02-01", 11), at("2027-02-01", 12), kHoped));
    rules_.settled("1", Outcome::answered);
    EXPECT_FALSE(is_free(at("2027-02-02", 23)));
    EXPECT_TRUE(is_free(at("2027-02-03", 0)));
    EXPECT_TRUE(rules_.allows_between(1, kLondon, at("2027-02-02", 20), at("2027-02-03", 1), kHoped));
    EXPECT_FALSE(rules_.allows_between(1, kLondon, at("2027-02-02", 20), at("2027-02-03", 0), kHoped));
}

TEST(Regions, AreWhereTheGuardKnowsThem) {
    for (auto& region : regions()) {
        std::set<int32_t> ours, guards;
        Instant noon = at("2027-07-01", 12);
        for (auto& zone : region.zones) ours.insert(LocalTime(zone).shown(noon).second);
        for (auto& zone : *guard::zones_of(region.prefix + "0000006")) guards.insert(zone.time_of_day(noon));
        EXPECT_EQ(ours, guards) << region.prefix;
    }
}

TEST(GuardDraw, IsAPackThatTheGuardReads) {
    SeededRandom random(1);
    Dice dice(random);
    for (int i = 0; i < 200; ++i) {
        auto pack = to_pack(draw_guard(dice, *parse_date("2027-03-12"), {"+1212", "+4420"}));
        auto rules = guard::Rules::load({{"simulated", pack}});
        ASSERT_TRUE(rules) << rules.error().message << "\n" << pack;
    }
}

}  // namespace
}  // namespace tiller::simulate
