#include "dialogue/model_words.h"

#include <gmock/gmock.h>

namespace tiller::dialogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> cut(const std::vector<std::string>& pieces) {
    SentenceCutter cutter;
    std::vector<std::string> all;
    for (const std::string& piece : pieces) {
        for (std::string& sentence : cutter.take(piece)) all.push_back(std::move(sentence));
    }
    for (std::string& sentence : cutter.rest()) all.push_back(std::move(sentence));
    return all;
}

TEST(SentenceCutter, ASentenceIsThereOnceABlankFollowsIt) {
    SentenceCutter cutter;
    EXPECT_THAT(cutter.take("Good"), IsEmpty());
    EXPECT_THAT(cutter.take(" morning."), IsEmpty()) << "it may go on: 10.30";
    EXPECT_THAT(cutter.take(" How"), ElementsAre("Good morning."));
    EXPECT_THAT(cutter.take(" are you? I"), ElementsAre("How are you?"));
    EXPECT_THAT(cutter.rest(), ElementsAre("I"));
    EXPECT_THAT(cutter.rest(), IsEmpty());
}

TEST(SentenceCutter, NumbersAndTitlesAreNotCut) {
    EXPECT_THAT(cut({"At 10.", "30 then, Dr. Ruiz. You owe 1.250.000. Fine?! \"Yes.\" No. Good."}),
                ElementsAre("At 10.30 then, Dr. Ruiz.", "You owe 1.250.000.", "Fine?!", "\"Yes.\"", "No.", "Good."));
}

TEST(SentenceCutter, AShortNameEndsASentence) {
    EXPECT_THAT(cut({"I am Ana. Is Mrs. Ruiz there? Take bus No. 5. Good."}),
                ElementsAre("I am Ana.", "Is Mrs. Ruiz there?", "Take bus No. 5.", "Good."));
}

TEST(SentenceCutter, OtherScriptsAndLinesEndSentences) {
    EXPECT_THAT(cut({"您好。请问", "您在家吗？"}), ElementsAre("您好。", "请问您在家吗？"));
    EXPECT_THAT(cut({"First\nSecond"}), ElementsAre("First", "Second"));
}

TEST(SentenceCutter, MarksOfLayoutAreNotSpoken) {
    EXPECT_THAT(cut({"**Good** news! 🎉 \n\n- `one`\n# Two_three\x01\n***\n"}),
                ElementsAre("Good news!", "- one", "Two three"));
    EXPECT_EQ(speakable("a\xFF\xFE b"), "a b");
    EXPECT_EQ(speakable("... !"), "");
}

TEST(SentenceCutter, ThoughtsAreNotSpoken) {
    EXPECT_THAT(cut({"<think>The person. Wants. Friday.</think>\n\nOn Friday? Good."}),
                ElementsAre("On Friday?", "Good."));
    EXPECT_THAT(cut({" \n<th", "ink>", "So. ", "Well. </thi", "nk>", "Yes. ", "And?"}), ElementsAre("Yes.", "And?"));
    EXPECT_THAT(cut({"<think>And so on."}), IsEmpty());
    EXPECT_THAT(cut({"<", "b>Yes. No."}), ElementsAre("bYes.", "No."));
    EXPECT_THAT(cut({"<"}), IsEmpty());
}

TEST(SentenceCutter, WhatHasNoEndIsCutAllTheSame) {
    std::string endless;
    for (int i = 0; i < 300; ++i) endless += "word, ";
    for (const std::string& part : cut({endless})) EXPECT_LE(part.size(), SentenceCutter::kLongest);
    for (const std::string& part : cut({std::string(2000, 'x')})) EXPECT_LE(part.size(), SentenceCutter::kLongest);
    std::string wide;
    for (int i = 0; i < 500; ++i) wide += "é";
    for (const std::string& part : cut({wide})) EXPECT_EQ(part.size() % 2, 0u) << "no character is cut";
}

}  // namespace
}  // namespace tiller::dialogue
