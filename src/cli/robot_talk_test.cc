#include "cli/robot_talk.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tiller::cli {
namespace {

constexpr std::string_view kRobot = R"yaml(
robot: r
language: en
start: pay
states:
  pay:
    say: "Can you pay {Arrears}?"
    answers: {yes: {go: thanks, intention: A}, no: when}
    keys: {"1": thanks}
    no_input: {repeat: 0, label: silent}
  when: {say: "When?", ask: {into: day, type: date, confirm: "On {day}?", go: thanks}}
  thanks: {say: Thank you., hang_up: true}
)yaml";

std::string talked(std::string_view lines, TalkOptions options = {{"Arrears=84", "Unit=USD"}, "2026-12-02", ""}) {
    auto robot = std::get<dialogue::DefinitionPtr>(dialogue::load(kRobot));
    std::istringstream in{std::string(lines)};
    std::string out;
    auto read_line = [&]() -> std::optional<std::string> {
        std::string line;
        if (!std::getline(in, line)) return std::nullopt;
        return line;
    };
    auto done = talk(robot, options, {read_line, [&](std::string_view text) { out += text; }});
    return done ? out : done.error().message;
}

TEST(RobotTalk, ByWords) {
    EXPECT_EQ(talked("no\ntomorrow\n/state\nyes\n"),
              "robot: Can you pay eighty four dollars?\n[pay]\n"
              "> "
              "  (no)\nrobot: When?\n[when]\n"
              "> "
              "  (day 2026-12-03)\nrobot: On December third, twenty twenty six?\n[when]\n"
              "> "
              "state: when\nday: 2026-12-03\n"
              "> "
              "  (yes)\nrobot: Thank you.\n"
              "-- the robot hung up: completed, in state thanks\nday: 2026-12-03\n");
}

TEST(RobotTalk, TheModelsAnswersAreTyped) {
    auto robot = std::get<dialogue::DefinitionPtr>(dialogue::load(R"yaml(
robot: r
language: en
start: a
states:
  a:
    say: When?
    model:
      goal: Talk.
      slots: {day: date}
      tools: {agreed: {needs: day, go: b, intention: A}}
      otherwise: b
  b: {say: Goodbye., hang_up: true}
)yaml"));
    auto talked_with = [&](std::string_view lines, AnswerModel model = {}) {
        std::istringstream in{std::string(lines)};
        std::string out;
        auto read_line = [&]() -> std::optional<std::string> {
            std::string line;
            return std::getline(in, line) ? std::optional(line) : std::nullopt;
        };
        TalkOptions options{{}, "2026-12-02", "", std::move(model)};
        EXPECT_TRUE(talk(robot, options, {read_line, [&](std::string_view text) { out += text; }}));
        return out;
    };
    EXPECT_EQ(talked_with("could you come on friday\nOn Friday? => note day=2026-12-04\ngood\n=> agreed\n"),
              "robot: When?\n[a]\n"
              "> "
              "  (for the model)\n"
              "model> "
              "  (calls note {\"day\":\"2026-12-04\"})\nrobot: On Friday?\n[a]\n"
              "> "
              "  (for the model)\n"
              "model> "
              "  (calls agreed {})\nrobot: Goodbye.\n"
              "-- the robot hung up: completed, in state b\nintention: A\nday: 2026-12-04\n");
    EXPECT_EQ(talked_with("good\n/wait\n/fails\n"),
              "robot: When?\n[a]\n"
              "> "
              "  (for the model)\n"
              "model> "
              "robot: One moment, please.\n"
              "model> "
              "  (the model fails: it fails)\nrobot: Goodbye.\n"
              "-- the robot hung up: completed, in state b\n");
    // An engine answers by itself.
    EXPECT_EQ(talked_with("good\n", [](const dialogue::AskModel&) { return rehearsal::ModelLines{.text = "Well."}; }),
              "robot: When?\n[a]\n> "
              "  (for the model)\nrobot: Well.\n[a]\n> \n"
              "-- the callee hung up: callee, in state a\n");
}

TEST(RobotTalk, ByKeysSilenceAndTheEndOfTheInput) {
    EXPECT_EQ(talked("/1\n"),
              "robot: Can you pay eighty four dollars?\n[pay]\n> robot: Thank you.\n-- the robot hung up: completed, "
              "in state "
              "thanks\n");
    EXPECT_EQ(talked("\n#wrong\n/wait\n"), "robot: Can you pay eighty four dollars?\n[pay]\n> > " +
                                               std::string(kTalkHelp) +
                                               "\n> -- the robot hung up: no_input, in state pay\nlabels: silent\n");
    EXPECT_EQ(
        talked("/unknown\n"),
        "robot: Can you pay eighty four dollars?\n[pay]\n>   (not understood)\nrobot: Sorry, I did not understand "
        "that. Can you pay eighty four dollars?\n[pay]\n> \n-- the callee hung up: callee, in state pay\n");
}

TEST(RobotTalk, WhatIsTypedIsChecked) {
    EXPECT_EQ(talked("", {{"Arrears"}, "", ""}), "\"Arrears\": a value must be NAME=TEXT, such as Debtor=Ani");
    EXPECT_EQ(talked("", {{}, "soon", ""}), "--today \"soon\": must be YYYY-MM-DD");
}

}  // namespace
}  // namespace tiller::cli
