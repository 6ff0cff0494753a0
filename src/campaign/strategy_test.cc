#include "campaign/strategy.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::campaign {
namespace {

using enum Outcome;
using testing::ElementsAre;
using testing::IsEmpty;

int32_t at(std::string_view time) { return parse_time_of_day(time).value(); }

Round round_of(std::string_view start, std::string_view end, int day_offset = 0) {
    Round round;
    round.robot = "reminder";
    round.day_offset = day_offset;
    round.start = at(start);
    round.end = at(end);
    return round;
}

Strategy two_rounds() { return {"test_test_1", {round_of("09:00", "12:00"), round_of("14:00", "18:00")}}; }

TEST(StrategyFaults, NoneInAGoodStrategy) {
    EXPECT_THAT(faults(two_rounds()), IsEmpty());
    // Windows may touch, last until midnight and lie on several days.
    Strategy strategy{std::string(39, 'x'),
                      {round_of("00:00", "12:00"), round_of("12:00", "24:00"), round_of("00:00", "24:00", 4)}};
    EXPECT_THAT(faults(strategy), IsEmpty());
}

TEST(StrategyFaults, EachHasAName) {
    struct {
        const char* fault;
        std::function<void(Strategy&)> spoil;
    } cases[] = {
        {"name \"\": must not be empty", [](auto& s) { s.name = " "; }},
        {"name \"0123456789012345678901234567890123456789\": must be shorter than 40 characters",
         [](auto& s) { s.name = "0123456789012345678901234567890123456789"; }},
        {"name: must not hold control characters", [](auto& s) { s.name = "a\nb"; }},
        {"rounds 0: a strategy has 1 to 12 rounds", [](auto& s) { s.rounds.clear(); }},
        {"rounds[1].robot \"\": must name a robot", [](auto& s) { s.rounds[1].robot.clear(); }},
        {"rounds[1].day_offset 5: must be 0 to 4 days", [](auto& s) { s.rounds[1].day_offset = 5; }},
        {"rounds[0].day_offset -1: must be 0 to 4 days", [](auto& s) { s.rounds[0].day_offset = -1; }},
        {"rounds[1].start 86400: must be a time of day from 00:00 to 23:59",
         [](auto& s) { s.rounds[1].start = 86400; }},
        {"rounds[0].start -1: must be a time of day from 00:00 to 23:59", [](auto& s) { s.rounds[0].start = -1; }},
        {"rounds[1].end 86401: must be a time of day up to 24:00", [](auto& s) { s.rounds[1].end = 86401; }},
        {"rounds[1].end 0: must be a time of day up to 24:00", [](auto& s) { s.rounds[1].end = 0; }},
        {"rounds[1].end 14:00: must be after the start, 14:00: a window ends on the day it begins",
         [](auto& s) { s.rounds[1].end = at("14:00"); }},
        {"rounds[1].repeat_interval 31: must be 0 to 30 minutes", [](auto& s) { s.rounds[1].repeat_interval = 31; }},
        {"rounds[1].repeat_interval -1: must be 0 to 30 minutes", [](auto& s) { s.rounds[1].repeat_interval = -1; }},
        {"rounds[0].repeat_num 16: must be 0 to 15", [](auto& s) { s.rounds[0].repeat_num = 16; }},
        {"rounds[0].include: does not belong to the first round, which takes all numbers",
         [](auto& s) {
             s.rounds[0].include = {false, bit(busy), {}};
         }},
        {"rounds[1].include: must name outcomes or intentions",
         [](auto& s) {
             s.rounds[1].include = {false, 0, {}};
         }},
        {"rounds[1].include.outcomes dnc: such a number is never called again",
         [](auto& s) {
             s.rounds[1].include = {false, bit(dnc) | bit(busy), {}};
         }},
        {"rounds[1].include.outcomes cancelled: such a number is never called again",
         [](auto& s) {
             s.rounds[1].include = {false, bit(cancelled), {}};
         }},
        {"rounds[1].include.intentions \"a\": must be one capital letter, A to Z",
         [](auto& s) {
             s.rounds[1].include = {false, 0, {"A", "a"}};
         }},
        {"rounds[1].include.intentions \"AB\": must be one capital letter, A to Z",
         [](auto& s) {
             s.rounds[1].include = {false, 0, {"AB"}};
         }},
        {"rounds[1] 11:59–13:00 of day 0: overlaps rounds[0]: rounds must follow one another",
         [](auto& s) { s.rounds[1] = round_of("11:59", "13:00"); }},
        {"rounds[1] 08:00–09:00 of day 0: comes before rounds[0]: rounds must follow one another",
         [](auto& s) { s.rounds[1] = round_of("08:00", "09:00"); }},
        {"rounds[1] 14:00–18:00 of day 0: comes before rounds[0]: rounds must follow one another",
         [](auto& s) { s.rounds[0].day_offset = 1; }},
    };
    for (auto& [fault, spoil] : cases) {
        Strategy strategy = two_rounds();
        spoil(strategy);
        EXPECT_THAT(faults(strategy), ElementsAre(fault));
    }
}

TEST(StrategyFaults, AllAreTold) {
    Strategy strategy = two_rounds();
    strategy.name.clear();
    strategy.rounds[0].repeat_num = 99;
    strategy.rounds[1].robot.clear();
    strategy.rounds[1].start = at("10:00");
    EXPECT_EQ(faults(strategy).size(), 4u);
    strategy.rounds.assign(13, round_of("09:00", "10:00"));
    EXPECT_THAT(faults(strategy), testing::Contains("rounds 13: a strategy has 1 to 12 rounds"));
}

TEST(StrategyFaults, LengthsCountCharacters) {
    Strategy strategy = two_rounds();
    strategy.name.clear();
    for (int i = 0; i < 39; ++i) strategy.name += "策";
    EXPECT_THAT(faults(strategy), IsEmpty());
}

TEST(TooShort, AWindowMustBeLongerThanItsRepeats) {
    Strategy strategy = two_rounds();  // 3 and 4 hours
    strategy.rounds[0].repeat_interval = 30, strategy.rounds[0].repeat_num = 5;
    EXPECT_EQ(first_round_too_short(strategy), 0);
    strategy.rounds[0].repeat_num = 6;  // 180 minutes: not longer
    EXPECT_EQ(first_round_too_short(strategy), 1);
    strategy.rounds[0].end += 1;
    EXPECT_EQ(first_round_too_short(strategy), 0);
    strategy.rounds[1].repeat_interval = 20, strategy.rounds[1].repeat_num = 12;
    EXPECT_EQ(first_round_too_short(strategy), 2);
    strategy.rounds[1].repeat_interval = 0;
    EXPECT_EQ(first_round_too_short(strategy), 0);
}

struct WindowCase {
    const char *zone, *date, *start, *end;
    int day_offset;
    const char *from, *to;
};

TEST(WindowOf, LocalClocksDecide) {
    WindowCase cases[] = {
        {"Asia/Jakarta", "2026-11-21", "09:00", "12:00", 0, "2026-11-21T02:00:00.000Z", "2026-11-21T05:00:00.000Z"},
        {"Asia/Jakarta", "2026-11-21", "00:00", "24:00", 0, "2026-11-20T17:00:00.000Z", "2026-11-21T17:00:00.000Z"},
        // Over the end of a year.
        {"Asia/Kolkata", "2026-12-30", "09:00", "10:00", 4, "2027-01-03T03:30:00.000Z", "2027-01-03T04:30:00.000Z"},
        // New York's clocks go forward at 02:00 on 2026-03-08: the day has 23 hours.
        {"America/New_York", "2026-03-08", "00:00", "24:00", 0, "2026-03-08T05:00:00.000Z", "2026-03-09T04:00:00.000Z"},
        {"America/New_York", "2026-03-08", "01:00", "04:00", 0, "2026-03-08T06:00:00.000Z", "2026-03-08T08:00:00.000Z"},
        {"America/New_York", "2026-03-08", "02:30", "04:00", 0, "2026-03-08T07:00:00.000Z", "2026-03-08T08:00:00.000Z"},
        {"America/New_York", "2026-03-08", "02:10", "02:50", 0, "2026-03-08T07:00:00.000Z", "2026-03-08T07:00:00.000Z"},
        {"America/New_York", "2026-03-07", "09:00", "12:00", 1, "2026-03-08T13:00:00.000Z", "2026-03-08T16:00:00.000Z"},
        // They go back at 02:00 on 2026-11-01: 01:30 comes twice, and the first one counts.
        {"America/New_York", "2026-11-01", "00:00", "24:00", 0, "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"},
        {"America/New_York", "2026-11-01", "01:30", "02:00", 0, "2026-11-01T05:30:00.000Z", "2026-11-01T07:00:00.000Z"},
        {"America/New_York", "2026-11-01", "01:00", "01:30", 0, "2026-11-01T05:00:00.000Z", "2026-11-01T05:30:00.000Z"},
    };
    for (const auto& c : cases) {
        Window window = window_of(round_of(c.start, c.end, c.day_offset), *parse_date(c.date), *Zone::find(c.zone));
        EXPECT_EQ(to_rfc3339_ms(window.start), c.from) << c.zone << c.date << c.start;
        EXPECT_EQ(to_rfc3339_ms(window.end), c.to) << c.zone << c.date << c.end;
    }
}

TEST(WindowOf, WindowsThatFollowOneAnotherNeverOverlapOnAnyDay) {
    // Every day of a year, in zones with all kinds of changes (Lord Howe's is of half an hour, Santiago's is at
    // midnight).
    for (const char* name :
         {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo"}) {
        Zone zone = *Zone::find(name);
        for (int day = 0; day < 365; ++day) {
            Date date = *parse_date("2026-01-01") + day;
            Instant last_end = zone.at(date, 0);
            for (int32_t start = 0; start < 86400; start += 1800) {
                Round round;
                round.start = start, round.end = start + 1800;
                Window window = window_of(round, date, zone);
                ASSERT_LE(window.start, window.end) << name << format_date(date) << start;
                ASSERT_LE(last_end, window.start) << name << format_date(date) << start;
                last_end = window.end;
            }
            ASSERT_EQ(last_end, zone.at(date + 1, 0)) << name << format_date(date);
        }
    }
}

TEST(TakesPart, ByDefaultWhoWasNeverConnectedAndIsNotFinal) {
    Include include;
    for (auto last : {busy, no_answer, unreachable, failed, expired, blocked}) {
        EXPECT_TRUE(takes_part(include, last, false, "")) << to_name(last);
        EXPECT_FALSE(takes_part(include, last, true, "")) << to_name(last);
    }
    for (auto last : {none, answered, voicemail, rejected, invalid_number, dnc, cancelled, unknown}) {
        EXPECT_FALSE(takes_part(include, last, false, "")) << to_name(last);
    }
}

TEST(TakesPart, ByListedOutcomesOrIntentions) {
    Include outcomes{false, bit(no_answer) | bit(voicemail) | bit(rejected), {}};
    EXPECT_TRUE(takes_part(outcomes, voicemail, true, "B"));
    EXPECT_TRUE(takes_part(outcomes, rejected, false, ""));
    EXPECT_TRUE(takes_part(outcomes, no_answer, true, "A"));
    EXPECT_FALSE(takes_part(outcomes, busy, false, ""));

    Include intentions{false, 0, {"B", "C"}};
    EXPECT_TRUE(takes_part(intentions, answered, true, "C"));
    EXPECT_FALSE(takes_part(intentions, answered, true, "A"));
    EXPECT_FALSE(takes_part(intentions, no_answer, false, ""));

    Include both{false, bit(busy), {"B"}};
    EXPECT_TRUE(takes_part(both, busy, false, ""));
    EXPECT_TRUE(takes_part(both, answered, true, "B"));
    EXPECT_FALSE(takes_part(both, answered, true, ""));
}

TEST(TakesPart, TakenBackAndForbiddenNumbersNeverComeBack) {
    for (auto last : {cancelled, dnc}) {
        EXPECT_FALSE(takes_part({false, 0xFFFFFFFF, {"A"}}, last, false, "A")) << to_name(last);
    }
}

}  // namespace
}  // namespace tiller::campaign
