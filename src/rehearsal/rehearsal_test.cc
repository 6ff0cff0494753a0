#include "rehearsal/rehearsal.h"

#include <gmock/gmock.h>

#include "rehearsal/lint.h"
#include "rehearsal/script.h"

namespace tiller::rehearsal {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kRobot = R"yaml(
robot: r
language: en
start: opening
states:
  opening: {say: "Hello {Debtor}, you owe {Arrears}.", go: pay}
  pay:
    say: Can you pay today?
    answers: {yes: {go: thanks, intention: A, label: pays}, no: {go: when, set: {reason: later}}}
    keys: {"1": thanks}
    wait: 4s
    no_input: {repeat: 0, go: silent}
  when:
    say: When?
    ask: {into: promise, type: date, confirm: "On {promise}?", go: thanks}
  thanks: {say: "Thank you, {Debtor}.", hang_up: true}
  silent: {hang_up: true}
)yaml";

dialogue::DefinitionPtr robot(std::string_view yaml = kRobot) {
    auto loaded = dialogue::load(yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
        throw std::invalid_argument(to_text(*faults, "robot"));
    }
    return std::get<dialogue::DefinitionPtr>(loaded);
}

const Setting kSetting{{{"Debtor", "Siti"}, {"Arrears", "84"}, {"Unit", "USD"}}, *parse_date("2026-12-02"), {}};

TEST(Rehearsal, AConversation) {
    Rehearsal talk(robot(), kSetting);
    ASSERT_EQ(talk.said().size(), 2u);
    EXPECT_EQ(talk.said()[0].text, "Hello Siti, you owe 84.");
    EXPECT_EQ(talk.said()[0].spelled, "Hello Siti, you owe eighty four dollars.");
    EXPECT_TRUE(talk.say("no"));
    EXPECT_EQ(talk.meaning(), "no");
    EXPECT_TRUE(talk.say("next friday"));
    EXPECT_EQ(talk.meaning(), "promise 2026-12-11");
    EXPECT_EQ(talk.said()[0].spelled, "On December eleventh, twenty twenty six?");
    EXPECT_TRUE(talk.say("yes"));
    EXPECT_EQ(talk.said()[0].text, "Thank you, Siti.");
    EXPECT_TRUE(talk.ended());
    EXPECT_FALSE(talk.say("hello?"));
    EXPECT_EQ(talk.report().slots["promise"], "2026-12-11");
}

TEST(Rehearsal, KeysSilenceAndHangingUp) {
    Rehearsal keys(robot(), kSetting);
    EXPECT_FALSE(keys.press("x"));
    EXPECT_TRUE(keys.press("1"));
    EXPECT_TRUE(keys.ended());
    Rehearsal silent(robot(), kSetting);
    silent.be_silent();
    EXPECT_EQ(silent.report().end_state, "silent");
    Rehearsal gone(robot(), kSetting);
    gone.hang_up();
    EXPECT_EQ(gone.report().reason, "callee");
}

std::string played(std::string_view script) {
    auto read = read_script(script);
    if (auto* faults = std::get_if<std::vector<Fault>>(&read)) return to_text(*faults, "s");
    return to_text(play(std::get<Script>(read), script, robot()), "s");
}

constexpr std::string_view kScript = R"yaml(
today: 2026-12-02
row: {Debtor: Siti, Arrears: 84, Unit: USD}
conversations:
  pays:
    - robot: "eighty four dollars"
    - robot: "pay today"
    - {callee: "yes please", means: "yes"}
    - ends: {intention: A, labels: [pays], state: thanks, reason: completed, opt_out: false}
  later:
    row: {Debtor: Budi}
    steps:
      - {callee: "no"}
      - {callee: "tomorrow"}
      - {robot: "2026-12-03"}
      - {press: "1"}
      - {robot: "Thank you, Budi"}
      - ends: {slots: {promise: "2026-12-03"}}
  never again:
    - {callee: "stop calling me"}
    - ends: {opt_out: true}
  nobody: [silence, {ends: {state: silent}}]
  gone: [hang_up, {ends: {reason: callee}}]
)yaml";

TEST(Script, GoesAsItIsWritten) { EXPECT_EQ(played(kScript), ""); }

TEST(Script, TellsWhatGoesAnotherWay) {
    auto played_with = [](std::string_view from, std::string_view to) {
        std::string script(kScript);
        script.replace(script.find(from), from.size(), to);
        return played(script);
    };
    EXPECT_EQ(played_with("\"pay today\"", "pay tomorrow"),
              "s:7:7: pays: the robot says \"Hello Siti, you owe 84. | Can you pay today?\", not \"pay tomorrow\"\n");
    EXPECT_EQ(played_with("means: \"yes\"", "means: \"no\""),
              "s:8:7: pays: \"yes please\" means \"yes\", not \"no\"\n");
    EXPECT_EQ(played_with("intention: A", "intention: B"), "s:9:7: pays: intention is \"A\", not \"B\"\n");
    EXPECT_EQ(played_with("[pays]", "[pays, x]"), "s:9:7: pays: labels are pays, not pays, x\n");
    EXPECT_EQ(played_with("opt_out: true", "opt_out: false"),
              "s:21:7: never again: the callee is not called again (opt_out)\n");
    EXPECT_EQ(played_with("{promise: \"2026-12-03\"}", "{promise: x}"),
              "s:18:9: later: slot promise is \"2026-12-03\", not \"x\"\n");
    EXPECT_EQ(played_with("{press: \"1\"}", "{press: \"2\"}"),
              "s:17:9: later: the robot says \"When?\", not \"Thank you, Budi\"\n");
    EXPECT_EQ(played_with("{state: silent}}", "{state: silent}}, silence"),
              "s:22:46: nobody: the call is over: state silent, completed\n");
    EXPECT_EQ(played_with("gone: [hang_up, ", "gone: ["), "s:23:10: gone: the call goes on, in state pay\n");
}

TEST(Script, FaultsHaveAPlace) {
    const std::pair<const char*, const char*> cases[] = {
        {"conversations: {}", "s:1:16: a script needs conversations"},
        {"row: {}", "s:1:1: a script needs conversations"},
        {"today: soon\nconversations: {a: [silence]}", "s:1:8: today \"soon\" must be a date"},
        {"conversations: {a: [wait]}", "s:1:21: a step \"wait\" must be {robot: text}"},
        {"conversations: {a: []}", "s:1:17: a conversation must be a list of steps"},
        {"conversations: {a: [{press: 1x}]}", "s:1:29: press \"1x\" must be telephone keys"},
        {"conversations: {a: [{robot: x, means: y}]}", "s:1:32: a step has no key \"means\""},
        {"conversations: {a: [{ends: {intentoin: A}}]}", "did you mean \"intention\"?"},
        {"conversations: {a: [{model: x, calls: y}]}", "s:1:39: calls must be a list"},
        {"conversations: {a: [{model: x, calls: [{note: y}]}]}", "a call's values must be a map"},
        {"conversations: {a: {row: 1, steps: [silence]}}", "s:1:26: row must be a map"},
    };
    for (auto& [script, told] : cases) EXPECT_THAT(played(script), HasSubstr(told)) << script;
}

TEST(Script, AModelsLinesStandWhereItIsAsked) {
    auto with_model = robot(R"yaml(
robot: r
language: en
start: a
states:
  a: {say: Hello., model: {goal: Talk., tools: {done: b}, otherwise: hang_up}}
  b: {say: Goodbye., hang_up: true}
)yaml");
    auto told = [&](std::string_view steps) {
        std::string yaml = "conversations: {c: [" + std::string(steps) + "]}";
        auto script = read_script(yaml);
        return to_text(play(std::get<Script>(script), yaml, with_model), "s");
    };
    EXPECT_EQ(
        told("{callee: could you}, {model: Yes., calls: [done]}, {robot: Yes.}, {robot: Goodbye.}, {ends: {state: b}}"),
        "");
    EXPECT_THAT(told("{model: Yes.}"), HasSubstr("no model is asked here"));
    EXPECT_THAT(told("{callee: could you}, {robot: Yes}"),
                HasSubstr("the robot says nothing, not \"Yes\"; it waits for {model: …}"));
    // What was not offered is not called.
    EXPECT_EQ(told("{callee: could you}, {model: Yes, calls: [other]}, {ends: {reason: model}}"), "");
}

TEST(Lint, WarnsOfWhatMayGoWrong) {
    auto warnings = [](std::string_view language, std::string_view state) {
        std::string yaml = "robot: r\nlanguage: " + std::string(language) + "\nstart: a\nstates:\n  a: {say: Hi, " +
                           std::string(state) + "}\n";
        robot(yaml);
        return to_text(lint(yaml), "r");
    };
    EXPECT_EQ(warnings("en", "answers: {yes: hang_up}"), "");
    EXPECT_EQ(warnings("id", "answers: {yes: hang_up}, keys: {\"1\": hang_up}"), "");
    EXPECT_THAT(warnings("id", "answers: {yes: hang_up}"),
                HasSubstr("r:5:3: state \"a\" hears words alone, and language"));
    EXPECT_THAT(warnings("en", "ask: {into: n, type: name, go: hang_up}"),
                HasSubstr("hears any words, and has no keys"));
    EXPECT_THAT(warnings("en", "ask: {into: n, type: date, go: hang_up}"), HasSubstr("takes a date as it was heard"));
    EXPECT_EQ(warnings("en", "ask: {into: n, type: date, confirm: Right, go: hang_up}"), "");
    EXPECT_THAT(warnings("en", "model: {goal: Talk., otherwise: hang_up}"),
                HasSubstr("is run by a model, which needs any words, and has no keys"));
    EXPECT_EQ(warnings("en", "model: {goal: Talk., otherwise: hang_up}, keys: {\"1\": hang_up}"), "");
}

TEST(Lint, TellsWordsThatARecognizerHasToGuess) {
    constexpr std::string_view kYaml =
        "robot: r\nlanguage: en\nstart: a\nintents:\n  shop: [\"the (Quibblex|market) [please]\"]\nstates:\n"
        "  a: {say: Quibblexes or market, answers: {shop: hang_up, \"yes\": hang_up}}\n";
    robot(std::string(kYaml));
    auto unknown = [](const std::vector<std::string>& words) {
        std::vector<std::string> out;
        std::ranges::copy_if(words, std::back_inserter(out), [](auto& word) { return word == "quibblex"; });
        return out;
    };
    auto warnings = guessed_words(kYaml, unknown);
    ASSERT_EQ(warnings.size(), 1u) << "each once";
    EXPECT_THAT(to_text(warnings, "r"),
                testing::StartsWith("r:5:16: \"quibblex\", which state \"a\" expects, is in no dictionary"));
    EXPECT_TRUE(guessed_words(kYaml, [](auto&) { return std::vector<std::string>(); }).empty());
}

}  // namespace
}  // namespace tiller::rehearsal
