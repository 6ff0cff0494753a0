// Faulty dialogues: each is told at its line and column, in words that say what to do.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogue/dialogue.h"
#include "document/source_text.h"

namespace tiller::dialogue {
namespace {

/// What is faulty, what the rest of a good file stands around, and where the fault is.
struct Case {
    std::string yaml;
    int line, column;
    std::string message;
};

std::vector<Fault> faults_of(std::string_view yaml) {
    auto loaded = load(yaml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) return *faults;
    return {};
}

void expect_told(const Case& c) {
    auto faults = faults_of(c.yaml);
    ASSERT_FALSE(faults.empty()) << "no fault in:\n" << c.yaml;
    EXPECT_EQ(faults.size(), 1u) << c.yaml << to_text(faults, "it");
    EXPECT_EQ(fmt::format("{}:{}", faults[0].place.line, faults[0].place.column),
              fmt::format("{}:{}", c.line, c.column))
        << c.yaml << to_text(faults, "it");
    EXPECT_THAT(faults[0].message, ::testing::HasSubstr(c.message)) << c.yaml;
}

/// A head of three lines; what follows begins in line 4.
std::string after_head(std::string_view rest) { return "robot: r\nlanguage: en\nstart: a\n" + std::string(rest); }
/// One state `a` whose keys begin in line 6, column 5.
std::string state(std::string_view body) { return after_head(fmt::format("states:\n  a:\n{}", body)); }

TEST(FaultTable, WhatIsNoYaml) {
    const Case cases[] = {
        {"", 1, 1, "the file is empty"},
        {"# only a remark\n", 1, 1, "the file is empty"},
        {"just words", 1, 1, "a dialogue \"just words\" must be a map"},
        {"robot: r\n\tstart: a\n", 2, 1, "a tab in the indentation"},
        {"robot: r\n  \tstart: a\n", 2, 3, "a tab in the indentation"},
        {"robot: \"\x01\"\n", 1, 1, "control characters"},
        {"robot: r\nstart: \xff\n", 2, 1, "not UTF-8"},
        {"robot: r: s\n", 1, 9, "needs quotes"},
        {"robot: \"r\nstart: a\n", 1, 8, "a quote is not closed"},
        {"robot: 'it''s\nstart: a\n", 1, 8, "a quote is not closed"},
        {"robot: {a: b\n", 2, 1, "without its }"},
        {"robot: {a: who?}\n", 1, 15, "a text with ? in braces"},
        {"robot: &x r\n", 1, 8, "anchors"},
        {"a: &x [1]\nb: [*x, *x]\n", 1, 4, "anchors"},
        {"robot: *x\n", 1, 8, "not YAML"},
        {"robot: !!str r\n", 1, 8, "tags"},
        {"? {a: b}\n: c\n", 1, 3, "a key must be a word"},
        {after_head("states: {a: {hang_up: true}}\n---\nrobot: s\n"), 5, 1, "more than one document"},
        {std::string(100, '[') + std::string(100, ']'), 1, 17, "nested deeper"},
        {"robot: r\n#" + std::string(256 * 1024, 'x'), 1, 1, "larger than 256 KiB"},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, AShipment) {
    auto shipment = [](std::string_view body) {
        return state(fmt::format("    shipment: {}\n  b: {{hang_up: true}}\n", body));
    };
    const Case cases[] = {
        {shipment("N1"), 6, 15, "shipment \"N1\" must be a map"},
        {shipment("{found: b, unknown: b}"), 6, 15, "shipment needs \"number\""},
        {shipment("{number: N1, found: b}"), 6, 15, "shipment needs \"unknown\""},
        {shipment("{number: N1, unknown: b}"), 6, 15, "shipment needs \"found\""},
        {shipment("{number: \"{Nr}\", found: b, unknown: b}"), 6, 25, "unknown variable \"Nr\""},
        {shipment("{number: N1, found: b, unknown: c}"), 6, 47, "there is no state \"c\""},
        {shipment("{number: N1, found: b, unknown: b, wait: 1m}"), 6, 56,
         "wait \"1m\" must be a time from 500ms to 30s"},
        {shipment("{number: N1, found: b, unknown: b, fails: b}"), 6, 50, "did you mean \"failed\"?"},
        {shipment("{number: N1, found: b, unknown: a}"), 5, 3, "a loop that waits for nothing"},
        {shipment("{number: N1, found: b, unknown: b}\n    go: b"), 7, 5, "shipment"},
        {after_head("variables: {ShipmentPlace: text}\nstates:\n  a:\n    shipment: {number: N1, found: hang_up, "
                    "unknown: hang_up}\n"),
         7, 5, "\"ShipmentPlace\" is a variable of the row"},
        {state("    say: \"It {ShipmentWords}\"\n    hang_up: true\n"), 6, 14, "unknown variable \"ShipmentWords\""},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, WhatIsSaid) {
    auto top = [](std::string_view head, std::string_view answers = "{yes: hang_up}") {
        return after_head(fmt::format("{}\nstates: {{a: {{say: Hi, answers: {}}}}}\n", head, answers));
    };
    const Case cases[] = {
        {top("intents: {late: later}"), 4, 11, "no state answers to intent \"late\""},
        {top("intents: [late]"), 4, 10, "intents must be a map"},
        {top("intents: {late: []}", "{late: hang_up}"), 4, 17, "\"late\" has no phrases"},
        {top("intents: {late: \"in (3|4) days\"}", "{late: hang_up}"), 4, 22, "\"3\" cannot stand in a phrase"},
        {top("intents: {late: [ok, \"(late\"]}", "{late: hang_up}"), 4, 23, "a ( is not closed"},
        {top("intents: {late: \"[late]\"}", "{late: hang_up}"), 4, 18, "a word that must be said"},
        {top("intents: {\"a b\": late}"), 4, 11, "an intent's name must be"},
        {top("intents: {set: late}", "{set: hang_up}"), 4, 11, "\"set\" has a meaning in states"},
        {top("intents: {x: \"(well|ok) then\", y: \"ok [then]\"}", "{x: hang_up, y: hang_up}"), 5, 45,
         "\"ok then\" can mean \"x\" and \"y\" here"},
        {top("intents: {x: \"[please] stop calling [me]\"}", "{x: hang_up}"), 5, 33,
         "\"stop calling me\" is how people ask not to be called again: it cannot mean \"x\""},
        {top("", "{yse: hang_up}"), 5, 33, "unknown intent \"yse\", did you mean \"yes\"?"},
        {top("", "{yes: b}"), 5, 38, "there is no state \"b\""},
        {top("", "[yes]"), 5, 32, "answers must be a map"},
        {top("globals: [repeat]"), 4, 10, "globals must be a map"},
        {top("globals: {repaet: off}"), 4, 11, "there is nothing to switch off"},
        {top("globals: {person: b}"), 4, 19, "there is no state \"b\""},
        {top("globals: {person: {go: hang_up, wait: 5s}}"), 4, 33, "person has no key \"wait\""},
        {top("not_understood: end"), 4, 17, "not_understood must be a list"},
        {top("not_understood: [again, end]"), 4, 18, "a step of not_understood \"again\" must be"},
        {top("not_understood: [end, repeat]"), 4, 23, "nothing can follow here"},
        {top("not_understood: [person]"), 4, 18, "nothing leads to a person"},
        {state("    keys: {\"1\": hang_up}\n    globals: {repeat: off}\n"), 7, 5, "the state hears no words"},
        {state("    say: Hi\n    answers: {yes: hang_up}\n    not_understood: [{keys: Press}]\n"), 8, 22,
         "the state has no keys"},
        {state("    say: Hi\n    barge_in: words\n    keys: {\"1\": hang_up}\n"), 7, 5, "the robot hears no words"},
        {after_head("intents: {x: y}\nstates: {a: {hang_up: true}}\n"), 4, 1, "\"intents\" means nothing here"},
        {"robot: r\nlanguage: th\nstart: a\nintents: {ya: ใช่}\nstates: {a: {answers: {ya: hang_up}}}\n", 1, 1,
         "how people ask not to be called again"},
        {"robot: r\nlanguage: th\nstart: a\nintents: {stop_calling: หยุด}\nstates: {a: {answers: {yes: hang_up}}}\n", 5,
         24, "language \"th\" has no phrases for \"yes\" built in"},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, WhatIsAskedFor) {
    auto ask = [](std::string_view body) { return state(fmt::format("    say: Hi\n    ask: {}\n", body)); };
    const Case cases[] = {
        {ask("{type: date, go: hang_up}"), 7, 10, "ask needs \"into\""},
        {ask("{into: d, type: date}"), 7, 10, "ask needs \"go\""},
        {ask("{into: d, type: day, go: hang_up}"), 7, 26, "type \"day\" must be one of amount, date"},
        {ask("{into: Debtor, type: date, go: hang_up}"), 7, 17, "a variable of the row"},
        {ask("{into: d, type: date, go: hang_up, between: 5..1}"), 7, 54, "between \"5..1\""},
        {ask("{into: d, type: time, go: hang_up, between: 9..17}"), 7, 54, "two times such as 9:00..17:30"},
        {ask("{into: d, type: name, go: hang_up, between: 1..2}"), 7, 54, "a name has nothing between"},
        {ask("{into: d, type: choice, go: hang_up}"), 7, 10, "a choice needs \"choices\""},
        {ask("{into: d, type: choice, go: hang_up, choices: {x: a, y: \"(a|b)\"}}"), 7, 63,
         "\"a\" can mean \"x\" and \"y\""},
        {ask("{into: d, type: date, go: hang_up, choices: {x: a}}"), 7, 54, "only a choice has choices"},
        {ask("{into: d, type: date, go: hang_up, unit: USD}"), 7, 51, "only an amount has a unit"},
        {ask("{into: d, type: date, go: hang_up, not_between: No}"), 7, 58, "means nothing without between"},
        {ask("{into: d, type: date, go: hang_up, confirm: \"{e}\"}"), 7, 55, "unknown variable \"e\""},
        {"robot: r\nlanguage: th\nstart: a\nintents: {stop_calling: หยุด}\nstates: {a: {ask: {into: d, type: date, go: "
         "hang_up}}}\n",
         5, 35, "type \"date\" is understood in en, id and es, not in \"th\""},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, TheHead) {
    const Case cases[] = {
        {"language: en\nstart: a\nstates: {a: {hang_up: true}}\n", 1, 1, "a dialogue needs \"robot\""},
        {"robot: r\nstart: a\nstates: {a: {hang_up: true}}\n", 1, 1, "a dialogue needs \"language\""},
        {"robot: r\nlanguage: en\nstates: {a: {hang_up: true}}\n", 1, 1, "a dialogue needs \"start\""},
        {"robot: r\nlanguage: en\nstart: b\nstates: {a: {hang_up: true}}\n", 3, 8, "there is no state \"b\""},
        {"robot: r\nlanguage: english\nstart: a\nstates: {a: {hang_up: true}}\n", 2, 11,
         "language \"english\" must be a code"},
        {"robot: [r]\nlanguage: en\nstart: a\nstates: {a: {hang_up: true}}\n", 1, 8, "robot must be a text"},
        {after_head("staets: 1\nstates: {a: {hang_up: true}}\n"), 4, 1, "did you mean \"states\"?"},
        {after_head("max_call: 10\nstates: {a: {hang_up: true}}\n"), 4, 11,
         "max_call \"10\" must be a time from 10s to 60m"},
        {after_head("max_call: 2h\nstates: {a: {hang_up: true}}\n"), 4, 11, "max_call \"2h\" must be a time"},
        {after_head("robot: again\nstates: {a: {hang_up: true}}\n"), 4, 1, "given twice; the first is in line 1"},
        {after_head("variables: {Arrears: money}\nstates: {a: {hang_up: true}}\n"), 4, 22,
         "a variable's type \"money\" must be one of"},
        {after_head("variables: {A1: {type: amount, unit: Unti}}\nstates: {a: {hang_up: true}}\n"), 4, 38,
         "unit \"Unti\" must be"},
        {after_head("variables: {1A: text}\nstates: {a: {hang_up: true}}\n"), 4, 13, "no digit first"},
        {after_head("variables: {key: text}\nstates: {a: {hang_up: true}}\n"), 4, 13, "has a meaning in conditions"},
        {after_head("no_input: {repeat: 11}\nstates: {a: {keys: {\"1\": hang_up}}}\n"), 4, 20, "from 0 to 10"},
        {after_head("states: {}\n"), 4, 9, "states must be a map"},
        {after_head("states:\n"), 4, 1, "states must be a map"},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, States) {
    const Case cases[] = {
        {state("    say: Hi\n"), 5, 3, "state \"a\" has no way out"},
        {state("    say: Hi\n    go: b\n"), 7, 9, "there is no state \"b\""},
        {state("    sya: Hi\n    hang_up: true\n"), 6, 5, "a state has no key \"sya\", did you mean \"say\"?"},
        {state("    say: {Debtor}, hi\n    hang_up: true\n"), 6, 18, "not YAML"},
        {state("    say: {Debtor}\n    hang_up: true\n"), 6, 10, "needs quotes"},
        {state("    say: \"\"\n    hang_up: true\n"), 6, 10, "say is empty"},
        {state("    say:\n    hang_up: true\n"), 6, 5, "say must be a text, but nothing is given"},
        {state("    say: Hello {Debtr}\n    hang_up: true\n"), 6, 16,
         "unknown variable \"Debtr\", did you mean \"Debtor\"?"},
        {state("    say: >\n      Hello there,\n      dear {Debtr}\n    hang_up: true\n"), 8, 12, "unknown variable"},
        {state("    say: \"Say \\\"{Debtr}\\\"\"\n    hang_up: true\n"), 6, 17, "unknown variable"},
        {state("    say: 'It''s é {Debtr}'\n    hang_up: true\n"), 6, 19, "unknown variable"},
        {state("    say: [Hello, \"dear {Debtr}\"]\n    hang_up: true\n"), 6, 24, "unknown variable"},
        {state("    say: Hello {Debtor:loud}\n    hang_up: true\n"), 6, 16, "\"loud\" is no way to speak"},
        {state("    say: Hello {Debtor\n    hang_up: true\n"), 6, 16, "a { without its }"},
        {state("    say: Hello Debtor}\n    hang_up: true\n"), 6, 22, "a } without its {"},
        {state("    say: Hello {}\n    hang_up: true\n"), 6, 16, "not a place for a value"},
        {state("    intention: a\n    hang_up: true\n"), 6, 16, "one capital letter"},
        {state("    intention: AB\n    hang_up: true\n"), 6, 16, "one capital letter"},
        {state("    hang_up: false\n"), 6, 14, "true or not there"},
        {state("    hang_up: maybe\n"), 6, 14, "must be true or false"},
        {state("    hang_up: true\n    go: a\n"), 7, 5, "\"hang_up\" and \"go\" in one state"},
        {state("    wait: 5s\n    hang_up: true\n"), 6, 5, "\"wait\" means nothing here"},
        {state("    say: Hi\n    barge_in: true\n    hang_up: true\n"), 7, 5, "\"barge_in\" means nothing here"},
        {state("    keys: {\"1\": hang_up}\n    wait: 5\n"), 7, 11, "wait \"5\" must be a time from 500ms to 1m"},
        {state("    keys: {\"1\": hang_up}\n    wait: 61s\n"), 7, 11, "wait \"61s\" must be a time"},
        {state("    keys: {\"1\": hang_up, \"1\": a}\n"), 6, 26, "given twice"},
        {state("    keys: {\"12\": hang_up}\n"), 6, 12, "no telephone key"},
        {state("    keys: {\"1\": {label: x}}\n"), 6, 17, "a key needs \"go\""},
        {state("    keys: {\"1\": [a]}\n"), 6, 17, "must be the name of a state"},
        {state("    keys: {}\n"), 6, 11, "keys must be a map"},
        {state("    keys: {\"1\": hang_up}\n    no_input: {repeat: -1}\n"), 7, 24, "from 0 to 10"},
        {state("    keys: {\"1\": hang_up}\n    no_input: {then: a}\n"), 7, 16, "no_input has no key \"then\""},
        {state("    label: [x, \"\"]\n    hang_up: true\n"), 6, 16, "label is empty"},
        {state("    set: {Debtor: x}\n    hang_up: true\n"), 6, 11, "a variable of the row"},
        {state("    set: {s: \"{x}\"}\n    hang_up: true\n"), 6, 15, "unknown variable \"x\""},
        {state("    collect: {into: n, digits: 1..3}\n"), 6, 14, "collect needs \"go\""},
        {state("    collect: {into: n, digits: 3..1, go: hang_up}\n"), 6, 32,
         "digits \"3..1\" must be a number or a range"},
        {state("    collect: {into: n, digits: 1..30, go: hang_up}\n"), 6, 32, "within 1..20"},
        {state("    collect: {into: n, digits: 1, go: hang_up, end_key: 9}\n"), 6, 57, "end_key \"9\" must be"},
        {state("    collect: {into: n, digits: 1, go: hang_up}\n    keys: {\"3\": hang_up}\n"), 7, 17,
         "a digit that this state"},
        {after_head("states: {hang_up: {go: a}, a: {go: hang_up}}\n"), 4, 10, "no state can have this name"},
        {after_head("states: {\"a b\": {hang_up: true}, a: {go: \"a b\"}}\n"), 4, 10, "a state's name must be"},
        {after_head("states: {a: [x]}\n"), 4, 13, "a state (a list) must be a map"},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, Conditions) {
    auto when = [](std::string_view condition) {
        return state(fmt::format("    branch: [{{when: \"{}\", go: hang_up}}, {{else: hang_up}}]\n", condition));
    };
    const Case cases[] = {
        {when(""), 6, 22, "a condition is missing"},
        {when("Areas > 3"), 6, 22, "unknown variable \"Areas\""},
        {when("Arrears > 3 and Gendr == 'male'"), 6, 38, "did you mean \"Gender\"?"},
        {when("Arrears = 3"), 6, 30, "write =="},
        {when("Arrears >"), 6, 31, "a value is missing"},
        {when("(Arrears > 3"), 6, 34, "a ( is not closed"},
        {when("Arrears > 3)"), 6, 33, "\")\" is not expected here"},
        {when("Gender == 'male"), 6, 32, "a ' is not closed"},
        {when("Arrears == 'male'"), 6, 22, "a number and a text cannot be compared"},
        {when("DueDate > 12"), 6, 22, "a date and a number cannot be compared"},
        {when("Gender > 'male'"), 6, 22, "text has no order"},
        {when("DueDate < 2026-02-30"), 6, 32, "neither a number"},
        {when("Gender & 'x'"), 6, 29, "has no meaning"},
        {when("'yes'"), 6, 22, "a value alone is no condition"},
        {when("not"), 6, 25, "a value is missing"},
        {when("and"), 6, 22, "\"and\" is not expected here"},
        {state("    branch: [{when: ExtraA, go: hang_up}]\n"), 6, 13, "the last branch must be {else: state}"},
        {state("    branch: [{else: hang_up}, {else: hang_up}]\n"), 6, 31, "nothing can follow else"},
        {state("    branch: [{when: ExtraA}, {else: hang_up}]\n"), 6, 14, "a branch needs"},
        {state("    branch: hang_up\n"), 6, 13, "branch must be a list"},
    };
    for (const Case& c : cases) expect_told(c);
    std::string deep(200, '(');
    EXPECT_THAT(faults_of(when(deep)).at(0).message, ::testing::HasSubstr("too many parentheses"));
    std::string nots;
    for (int i = 0; i < 60; ++i) nots += "not ";
    EXPECT_THAT(faults_of(when(nots + "key")).at(0).message, ::testing::HasSubstr("too many parentheses"));
}

TEST(FaultTable, Flow) {
    const Case cases[] = {
        {after_head("states:\n  a: {hang_up: true}\n  b: {hang_up: true}\n"), 6, 3, "state \"b\" cannot be reached"},
        {after_head("states:\n  a: {go: a}\n"), 5, 3, "a loop that waits for nothing: a → a"},
        {after_head("states:\n  a: {go: b}\n  b: {go: c}\n  c: {go: b}\n"), 6, 3, "waits for nothing: b → c → b"},
        {after_head("states:\n  a: {say: Hi, go: b}\n  b: {go: a}\n"), 5, 3, "talks and never listens: a → b → a"},
        {after_head("states:\n  a: {branch: [{when: ExtraA, go: a}, {else: hang_up}]}\n"), 5, 3, "waits for nothing"},
        {after_head("states:\n  a: {say: Hi, keys: {\"1\": hang_up}, no_input: {go: b}}\n  b: {go: a}\n"), 5, 3,
         "a silent callee never leaves: a → b → a"},
        {after_head("no_input: {go: a}\nstates:\n  a: {say: Hi, keys: {\"1\": hang_up}}\n"), 6, 3, "silent callee"},
    };
    for (const Case& c : cases) expect_told(c);
}

TEST(FaultTable, AllFaultsAreToldInTheOrderOfTheFile) {
    auto faults = faults_of("robot: r\nlanguage: en\nstart: b\nsay: x\nstates:\n  a: {intention: x, wait: 1h}\n");
    EXPECT_EQ(to_text(faults, "robots/x.yaml"),
              "robots/x.yaml:3:8: there is no state \"b\"\n"
              "robots/x.yaml:4:1: a dialogue has no key \"say\"\n"
              "robots/x.yaml:6:3: state \"a\" has no way out: give it keys, collect, answers, ask, model, shipment, "
              "branch, go or hang_up\n"
              "robots/x.yaml:6:18: intention \"x\" must be one capital letter, A to Z\n"
              "robots/x.yaml:6:21: \"wait\" means nothing here: the state waits for no key\n"
              "robots/x.yaml:6:27: wait \"1h\" must be a time from 500ms to 1m, such as 5s, 500ms or 2m\n");
}

TEST(FaultTable, ColumnsCountCharactersAndAByteOrderMarkCountsNothing) {
    auto faults =
        faults_of("\xEF\xBB\xBFrobot: r\nlanguage: en\nstart: a\nstates: {a: {say: \"数学 {X}\", hang_up: true}}\n");
    EXPECT_EQ(to_text(faults, "f"), "f:4:23: unknown variable \"X\"\n");
}

TEST(FaultTable, TooManyOfEverythingIsToldShortly) {
    std::string states = after_head("states:\n"), variables = after_head("variables:\n"), slots = state("    set:\n");
    for (int i = 0; i < 600; ++i) {
        states += fmt::format("  s{}: {{go: s{}}}\n", i, (i + 1) % 600);
        variables += fmt::format("  v{}: text\n", i);
        slots += fmt::format("      s{}: x\n", i);
    }
    EXPECT_THAT(to_text(faults_of(states), "f"), ::testing::HasSubstr("more than 500 states"));
    EXPECT_THAT(to_text(faults_of(variables), "f"), ::testing::HasSubstr("more than 200 variables"));
    EXPECT_THAT(to_text(faults_of(slots), "f"), ::testing::HasSubstr("more than 200 slots"));
    EXPECT_EQ(faults_of(slots).size(), document::Faults::kMost);

    std::string ring = after_head("states:\n  a: {go: s0}\n");
    for (int i = 0; i < 400; ++i) ring += fmt::format("  s{}: {{go: s{}}}\n", i, (i + 1) % 400);
    EXPECT_EQ(to_text(faults_of(ring), "f"),
              "f:6:3: a loop that waits for nothing: s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → … → s0\n");
}

}  // namespace
}  // namespace tiller::dialogue
