// What a good file becomes: variables, prompts, kinds of values, defaults.
#include <gmock/gmock.h>

#include "dialogue/definition.h"
#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

using ::testing::ElementsAre;

DefinitionPtr with_say(std::string_view say, std::string_view head = "") {
    return must_load(fmt::format(
        "robot: r\nlanguage: en\nvoice: slt\nstart: a\n{}states:\n  a: {{say: '{}', hang_up: true}}\n", head, say));
}

std::string spoken(const DefinitionPtr& definition, const Values& values) {
    return to_line(start(definition, values)->handle(Answered{}, Millis(0))).substr(28);
}

TEST(Load, ValuesAreSpokenByTheirKind) {
    Values row = {{"Debtor", "Li"}, {"Arrears", "5"}, {"Unit", "RP"}, {"Mobile", "+628"}, {"DueDate", "2026-01-02"}};
    EXPECT_EQ(spoken(with_say("{Debtor}, {Arrears}, {Mobile}, {DueDate}."), row),
              "say |name:Li|, |amount:5 RP|, |digits:+628|, |date:2026-01-02|.");
    EXPECT_EQ(spoken(with_say("{Arrears:number} {Debtor:text} {Mobile : number}"), row),
              "say |number:5| Li |number:+628|");
    EXPECT_EQ(spoken(with_say("{Arrears}", "variables: {Arrears: {type: amount, unit: USD}}\n"), row),
              "say |amount:5 USD|");
    EXPECT_EQ(spoken(with_say("{Fee}", "variables: {Fee: {type: amount, unit: Money}, Money: text}\n"),
                     {{"Fee", "3"}, {"Money", "EUR"}}),
              "say |amount:3 EUR|");
    EXPECT_EQ(spoken(with_say("{{}} {At}", "variables: {At: {type: time, default: \"09:30\"}}\n"), {}),
              "say {} |time:09:30|");
}

TEST(Load, TheRowNeedsWhatIsSpokenAndHasNoDefault) {
    auto definition = must_load(R"(
robot: r
language: en
start: a
variables: {ExtraA: {default: x}, Code: digits, Never: text}
states:
  a:
    say: "{Arrears} {ExtraA}"
    set: {note: "{Code}"}
    branch: [{when: "Gender == 'male'", go: b}, {else: hang_up}]
  b: {say: "{note}", keys: {"1": {go: hang_up, set: {note: "{Debtor}"}}}, no_input: {say: "{Platform}"}}
)");
    std::vector<std::string> seen;
    for (const Variable& variable : variables(*definition))
        seen.push_back(variable.name + (variable.required ? "!" : ""));
    EXPECT_THAT(seen, ElementsAre("Arrears!", "Code!", "Debtor!", "ExtraA", "Gender", "Platform!", "Unit!"));
}

TEST(Load, FixedTextsAreKnownBeforeTheFirstCall) {
    auto definition = must_load(R"(
robot: r
language: en
voice: slt
start: a
states:
  a:
    say: ["Hello\n   {Debtor},", bye]
    keys: {"1": b}
    no_input: {say: "Hello?"}
    wrong_input: {say: "Hello?"}
  b: {say: "Hello?", hang_up: true}
)");
    std::vector<std::string> texts;
    for (const Utterance& prompt : prompts(*definition)) {
        EXPECT_EQ(prompt.language, "en");
        EXPECT_EQ(prompt.voice, "slt");
        texts.push_back(prompt.segments.at(0).value);
    }
    EXPECT_THAT(texts, ElementsAre("Hello ", ",", " bye", "Hello?"));
}

TEST(Load, TheTopOfTheFileGivesDefaultsToStatesThatListen) {
    auto definition = must_load(
        "robot: r\nlanguage: en\nstart: a\nwait: 7s\nno_input: {repeat: 3, go: b}\nstates:\n"
        "  a: {keys: {\"1\": c}}\n  b: {hang_up: yes}\n  c: {keys: {\"1\": hang_up}, wait: 2s, no_input: {repeat: "
        "0}}\n");
    const auto& states = definition->states;
    EXPECT_EQ(states[0].wait, Millis(7000));
    EXPECT_EQ(states[0].no_input.repeat, 3);
    EXPECT_EQ(states[0].no_input.then.target, 1);
    EXPECT_EQ(states[0].wrong_input.repeat, 1);
    EXPECT_EQ(states[2].wait, Millis(2000));
    EXPECT_EQ(states[2].no_input.then.target, kHangUp);
}

TEST(Load, WindowsLineEndsAreFine) {
    auto definition = must_load(
        "robot: r\r\nlanguage: en\r\nstart: a\r\nstates:\r\n  a:\r\n    say: >\r\n      Good\r\n      day\r\n    "
        "hang_up: true\r\n");
    EXPECT_EQ(spoken(definition, {}), "say Good day ");
}

}  // namespace
}  // namespace tiller::dialogue
