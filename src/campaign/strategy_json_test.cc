#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "campaign/strategy.h"

namespace tiller::campaign {
namespace {

constexpr std::string_view kShort =
    R"({"Name":"s","Rounds":[{"Robot":"reminder","StartTime":"09:00","EndTime":"12:00"}]})";
constexpr std::string_view kWhole =
    R"({"Name":"test_test_1","Rounds":[{"Robot":"r1","RobotMethod":"single","DayOffset":0,"StartTime":"09:00",)"
    R"("EndTime":"12:00:30","RepeatInterval":10,"RepeatNum":2,"RepeatOn":["busy","no_answer","unreachable","failed"]},)"
    R"({"Robot":"all","RobotMethod":"group","DayOffset":1,"StartTime":"14:00","EndTime":"24:00","RepeatInterval":0,)"
    R"("RepeatNum":0,"RepeatOn":[],"Include":{"Outcomes":["voicemail","busy"],"Intentions":["B","D"]}}]})";

TEST(StrategyJson, TheFormOfTheContract) {
    Strategy strategy = strategy_from_json(kWhole).value();
    EXPECT_EQ(to_json(strategy), kWhole);
    EXPECT_EQ(strategy.name, "test_test_1");
    ASSERT_EQ(strategy.rounds.size(), 2u);
    EXPECT_EQ(strategy.rounds[0].end, 43230);
    EXPECT_TRUE(strategy.rounds[0].include.is_default);
    EXPECT_TRUE(strategy.rounds[1].robot_is_group);
    EXPECT_EQ(strategy.rounds[1].end, 86400);
    EXPECT_EQ(strategy.rounds[1].repeat_on, 0u);
    EXPECT_EQ(strategy.rounds[1].include, (Include{false, bit(Outcome::busy) | bit(Outcome::voicemail), {"B", "D"}}));
}

TEST(StrategyJson, WhatIsNotGivenHasADefault) {
    Strategy strategy = strategy_from_json(kShort).value();
    Round round;
    round.robot = "reminder", round.start = 9 * 3600, round.end = 12 * 3600;
    EXPECT_EQ(strategy, (Strategy{"s", {round}}));
    // An Include that names nothing, null and unknown fields say as much as nothing.
    EXPECT_EQ(strategy,
              strategy_from_json(R"({"Name":"s","Colour":"red","Rounds":[{"Robot":"reminder","StartTime":"09:00",
        "EndTime":"12:00","Include":{},"RepeatOn":null,"DayOffset":null}]})")
                  .value());
}

TEST(StrategyJson, WrongFormsNameTheField) {
    struct {
        std::string_view json, message;
    } cases[] = {
        {"[]", "a strategy must be a JSON object: "},
        {"{", "a strategy must be a JSON object: "},
        {"", "a strategy must be a JSON object: "},
        {R"({"Rounds":[]})", "Name: is missing"},
        {R"({"Name":5,"Rounds":[]})", "Name: must be a string"},
        {R"({"Name":"s"})", "Rounds: is missing"},
        {R"({"Name":"s","Rounds":{}})", "Rounds: must be a list of objects"},
        {R"({"Name":"s","Rounds":[1]})", "Rounds: must be a list of objects"},
        {R"({"Name":"s","Rounds":[{}]})", "Rounds[0].Robot: is missing"},
        {R"({"Name":"s","Rounds":[{"Robot":"r"}]})", "Rounds[0].StartTime: is missing"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"9","EndTime":"12:00"}]})",
         "Rounds[0].StartTime: \"9\" must be a time of day such as 09:00"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":12}]})",
         "Rounds[0].EndTime: must be a string"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","RobotMethod":"x","StartTime":"09:00","EndTime":"12:00"}]})",
         "Rounds[0].RobotMethod: must be single or group"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","DayOffset":1.5}]})",
         "Rounds[0].DayOffset: must be a whole number"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","RepeatNum":"2"}]})",
         "Rounds[0].RepeatNum: must be a whole number"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","RepeatInterval":99999999999}]})",
         "Rounds[0].RepeatInterval: must be a whole number"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","RepeatOn":["maybe"]}]})",
         "Rounds[0].RepeatOn: \"maybe\" is not an outcome"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","RepeatOn":"busy"}]})",
         "Rounds[0].RepeatOn: must be a list of strings"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","Include":5}]})",
         "Rounds[0].Include: must be an object"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","Include":{"Intentions":[1]}}]})",
         "Rounds[0].Include.Intentions: must be a list of strings"},
        {R"({"Name":"s","Rounds":[{"Robot":"r","StartTime":"09:00","EndTime":"12:00","Include":{"Outcomes":[""]}}]})",
         "Rounds[0].Include.Outcomes: \"\" is not an outcome"},
    };
    for (auto [json, message] : cases) {
        auto strategy = strategy_from_json(json);
        ASSERT_FALSE(strategy) << json;
        EXPECT_THAT(strategy.error().message, testing::StartsWith(std::string(message))) << json;
    }
}

TEST(StrategyJson, ThereAndBackForRandomStrategies) {
    SeededRandom random(42);
    for (int n = 0; n < 500; ++n) {
        Strategy strategy{"strategy \"" + random.hex(4) + "\" 策略", {}};
        for (uint64_t rounds = random.below(13); rounds > 0; --rounds) {
            Round round;
            round.robot = random.hex(3);
            round.robot_is_group = random.below(2);
            round.day_offset = static_cast<int>(random.below(5));
            round.start = static_cast<int32_t>(random.below(86400));
            round.end = static_cast<int32_t>(random.below(86401));
            round.repeat_interval = static_cast<int>(random.below(31));
            round.repeat_num = static_cast<int>(random.below(16));
            round.repeat_on = static_cast<OutcomeSet>(random.below(1u << 14)) & ~1u;
            if (random.below(2)) {
                round.include = {false, static_cast<OutcomeSet>(random.below(1u << 14)) & ~1u, {}};
                for (uint64_t i = random.below(4); i > 0; --i) {
                    round.include.intentions.emplace_back(1, static_cast<char>('A' + random.below(26)));
                }
            }
            strategy.rounds.push_back(round);
        }
        auto back = strategy_from_json(to_json(strategy));
        ASSERT_TRUE(back) << back.error().message;
        ASSERT_EQ(*back, strategy);
    }
}

}  // namespace
}  // namespace tiller::campaign
