#include "speech/parts.h"

#include <gtest/gtest.h>

#include "speech/characters.h"
#include "speech/script.h"
#include "speech/sentences.h"

namespace tiller::speech {
namespace {

using Kind = Segment::Kind;

/// "Hello | John Smith | (300) …": values in braces, foreign ones with their language.
std::string show(const Utterance& utterance) {
    std::string out;
    for (const Part& part : split_parts(utterance)) {
        if (!out.empty()) out += " | ";
        if (part.text.empty()) {
            out += "(" + std::to_string(part.pause.count()) + ")";
        } else {
            out += part.fixed ? part.text : "{" + part.text + "}";
            if (part.foreign) out += ":" + part.language;
        }
    }
    return out;
}

TEST(Parts, FixedTextAndValuesAreApart) {
    EXPECT_EQ(show({"en",
                    "",
                    {{Kind::text, "Hello ", ""},
                     {Kind::name, "JOHN SMITH", ""},
                     {Kind::text, ". You owe ", ""},
                     {Kind::amount, "84.5", "USD"},
                     {Kind::text, ", due on ", ""},
                     {Kind::date, "2026-06-17", ""},
                     {Kind::text, ".", ""}}}),
              "Hello | {John Smith} | (300) | You owe | {eighty four dollars and fifty cents} | (120) | due on | "
              "{June seventeenth, twenty twenty six}");
}

TEST(Parts, PunctuationAloneIsAPauseAndPausesNeverFollowEachOther) {
    EXPECT_EQ(show({"en", "", {{Kind::text, "One.", ""}, {Kind::text, " ... ", ""}, {Kind::text, ", two", ""}}}),
              "One. | (300) | two");
    EXPECT_EQ(show({"en", "", {{Kind::text, "...", ""}, {Kind::text, "\"\"", ""}}}), "");
    EXPECT_EQ(show({"en", "", {{Kind::name, "", ""}, {Kind::text, "", ""}}}), "");
}

TEST(Parts, APauseThatWasAskedForStaysWhereItIs) {
    EXPECT_EQ(show({"en",
                    "",
                    {{Kind::pause, "500", ""},
                     {Kind::text, "One, ", ""},
                     {Kind::pause, "50", ""},
                     {Kind::pause, "10", ""},
                     {Kind::text, "... two", ""},
                     {Kind::pause, "700", ""}}}),
              "(500) | One, | (50) | (10) | two | (700)");
}

TEST(Parts, AValueIsNeverFixed) {
    EXPECT_EQ(show({"en", "", {{Kind::text, "at ", ""}, {Kind::text, "Main Street 1", "", true}}}),
              "at | {Main Street 1}");
}

TEST(Parts, OtherScriptsInAnEnglishPromptAreTheirOwnLanguage) {
    EXPECT_EQ(show({"en", "", {{Kind::text, "Dear", ""}, {Kind::name, "Li Wei 李伟", ""}, {Kind::name, "محمد", ""}}}),
              "Dear | {Li Wei} | {李伟}:zh | {محمد}:ar");
    EXPECT_EQ(show({"zh", "", {{Kind::name, "李伟 John", ""}}}), "{李伟 John}");
}

TEST(Script, NeutralCharactersStayWhereTheyAre) {
    std::vector<ScriptRun> runs = {{"A1, ", ""}, {"李 2", "zh"}, {"b", ""}};
    EXPECT_EQ(split_scripts("A1, 李 2b", "en"), runs);
    EXPECT_EQ(split_scripts("", "en"), std::vector<ScriptRun>{});
}

TEST(Characters, FoldToAsciiKeepsTheSound) {
    EXPECT_EQ(fold_to_ascii("José Müller – Straße"), "Jose Muller , Strasse");
    EXPECT_EQ(fold_to_ascii("Nguyễn Đức Ơ"), "Nguyen Duc O");
    EXPECT_EQ(fold_to_ascii("Łukasz Žižek Øre Œuvre"), "Lukasz Zizek Ore OEuvre");
    EXPECT_EQ(fold_to_ascii("李伟 😀 محمد"), "");
}

TEST(Characters, OneLineDropsWhatEnginesMustNotSee) {
    EXPECT_EQ(one_line(" a\x01\n b\xff\xc3 c\u202e "), "a b c");
    EXPECT_EQ(one_line("\xed\xa0\x80"), "");
}

TEST(Sentences, CutsAtTheBestPlace) {
    using V = std::vector<std::string>;
    EXPECT_EQ(cut_sentences("One two. Three four", 12), (V{"One two.", "Three four"}));
    EXPECT_EQ(cut_sentences("one, two three", 10), (V{"one,", "two three"}));
    EXPECT_EQ(cut_sentences("aaa bbb ccc", 8), (V{"aaa bbb", "ccc"}));
    EXPECT_EQ(cut_sentences("aaaaaaaaaa", 4), (V{"aaaa", "aaaa", "aa"}));
    EXPECT_EQ(cut_sentences("   ", 4), V{});
}

TEST(Parts, ACodeGivesTimeToWriteItDown) {
    Utterance utterance{"en", "", {{Segment::Kind::text, "Call "}, {Segment::Kind::digits, "555123", "", true}}};
    auto parts = split_parts(utterance);
    ASSERT_EQ(parts.size(), 4u);
    EXPECT_EQ(parts[1].text, "five five five");
    EXPECT_EQ(parts[2], (Part{.pause = std::chrono::milliseconds(450)}));
    EXPECT_EQ(parts[3].text, "one two three");
}

}  // namespace
}  // namespace tiller::speech
