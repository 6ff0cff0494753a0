#include "answering/detector.h"

#include <gtest/gtest.h>

#include "answering/judgement.h"
#include "answering/sound_testing.h"
#include "answering/words.h"

namespace tiller::answering {
namespace {

class DetectorTest : public testing::Test {
  protected:
    void hear(const Sound& sound) {
        for (const auto& frame : sound.frames()) {
            if (detector_.hear(frame.samples, frame.active) && detector_.may_leave_message() && !message_at_)
                message_at_ = detector_.now();
        }
    }
    Who who() const { return detector_.verdict().who; }
    std::string_view because() const { return detector_.verdict().because; }
    std::vector<Who> all() const {
        std::vector<Who> out;
        for (const Verdict& verdict : detector_.evidence().verdicts) out.push_back(verdict.who);
        return out;
    }

    Detector detector_;
    std::optional<Millis> message_at_;
};

TEST_F(DetectorTest, AHelloAndASilenceIsAPerson) {
    hear(Sound().quiet(600).voice(400).quiet(280));
    EXPECT_EQ(all(), std::vector<Who>{});
    hear(Sound().quiet(200));
    EXPECT_EQ(who(), Who::person);
    EXPECT_EQ(detector_.verdict().at, Millis(1300));
    EXPECT_EQ(detector_.evidence().at_first.lead, Millis(600));
    hear(Sound().quiet(5000).voice(900).quiet(3000));
    EXPECT_EQ(all(), std::vector<Who>{Who::person});
    EXPECT_FALSE(message_at_);
}

TEST_F(DetectorTest, WhoSpeaksOnIsAMachine) {
    hear(Sound().quiet(400).voice(3000).quiet(600).voice(3600));
    EXPECT_EQ(who(), Who::mailbox);
    EXPECT_EQ(because(), "speaks on without waiting");
}

TEST_F(DetectorTest, ALongGreetingAndASilenceIsUnsureThenAPerson) {
    hear(Sound().quiet(400).voice(3500).quiet(1300));
    EXPECT_EQ(who(), Who::unsure);
    EXPECT_EQ(because(), "a long greeting, then silence");
    hear(Sound().quiet(3000));
    EXPECT_EQ(who(), Who::person);
}

TEST_F(DetectorTest, ABeepTellsAMailboxAndWhenAMessageMayBeLeft) {
    hear(Sound().quiet(400).voice(3500).quiet(700).tone(1000, 500).quiet(1000));
    EXPECT_EQ(who(), Who::mailbox);
    EXPECT_EQ(because(), "beep");
    ASSERT_TRUE(message_at_);
    EXPECT_GE(*message_at_, Millis(5100 + 280));
    EXPECT_LE(*message_at_, Millis(5100 + 400));
}

TEST_F(DetectorTest, ABeepCorrectsAPersonWhoWasShort) {
    hear(Sound().quiet(400).voice(900).quiet(900));
    EXPECT_EQ(who(), Who::person);
    hear(Sound().tone(900, 400).quiet(800));
    EXPECT_EQ(all(), (std::vector<Who>{Who::person, Who::mailbox}));
    EXPECT_TRUE(message_at_);
}

TEST_F(DetectorTest, AShortHighBeepOrALateOneDoesNotCorrectAPerson) {
    hear(Sound().quiet(400).voice(900).quiet(900).tone(1900, 140).quiet(2000));
    EXPECT_EQ(who(), Who::person);
    hear(Sound().quiet(25'000).tone(900, 400).quiet(1000));
    EXPECT_EQ(who(), Who::person);
}

TEST_F(DetectorTest, NothingSaidIsNobodyUntilSomebodySpeaks) {
    hear(Sound().quiet(6100));
    EXPECT_EQ(who(), Who::nobody);
    hear(Sound().quiet(1000).voice(8000).quiet(1300));
    EXPECT_EQ(who(), Who::person) << "an answer to what we said may be long";
}

TEST_F(DetectorTest, AMachineWithoutABeepMayBeSpokenToWhenItIsQuiet) {
    hear(Sound().quiet(400).voice(8000).quiet(2000));
    EXPECT_EQ(who(), Who::mailbox);
    EXPECT_FALSE(message_at_);
    hear(Sound().quiet(700));
    EXPECT_TRUE(message_at_);
}

TEST_F(DetectorTest, AScreenedPersonAnswersBack) {
    hear(Sound().quiet(400).voice(8000).quiet(2700));
    ASSERT_TRUE(message_at_);
    EXPECT_FALSE(detector_.was_answered_back());
    hear(Sound().quiet(4000).voice(600).quiet(800));
    EXPECT_TRUE(detector_.was_answered_back());
}

TEST_F(DetectorTest, WhoTalksOnWithoutListeningIsAMachine) {
    hear(Sound().quiet(400).voice(900).quiet(700));
    EXPECT_EQ(who(), Who::person);
    hear(Sound().voice(4000).quiet(300).voice(4000));
    EXPECT_EQ(because(), "talks on without listening");
}

TEST_F(DetectorTest, NetworkTones) {
    hear(Sound().quiet(200).tone(950, 320).quiet(20).tone(1400, 320).quiet(20).tone(1800, 320).quiet(400).voice(9000));
    EXPECT_EQ(all(), std::vector<Who>{Who::announcement});
    EXPECT_FALSE(message_at_);
}

TEST_F(DetectorTest, AFax) {
    hear(Sound().quiet(900).tone(2100, 2000));
    EXPECT_EQ(who(), Who::fax);
}

TEST_F(DetectorTest, WhatRingsOnIsNobodyYet) {
    hear(Sound().quiet(300).tone(425, 1000).quiet(4000).tone(425, 1000).quiet(2000).voice(400).quiet(700));
    EXPECT_EQ(all(), std::vector<Who>{Who::person});
}

TEST_F(DetectorTest, WordsTellTheKindOfMachine) {
    hear(Sound().quiet(400).voice(2500));
    EXPECT_TRUE(detector_.hear_words("hello please state your name"));
    EXPECT_EQ(who(), Who::screening);
    EXPECT_FALSE(detector_.hear_words("hello please state your name"));
    EXPECT_FALSE(detector_.hear_words("please leave your message")) << "it is known better already";
    EXPECT_EQ(who(), Who::screening);
    EXPECT_EQ(detector_.evidence().phrases, (std::vector<std::string_view>{"state your name", "leave your message"}));
}

TEST_F(DetectorTest, WhatAPersonMaySayToo) {
    hear(Sound().quiet(400).voice(1000));
    EXPECT_FALSE(detector_.hear_words("he is not available"));
    hear(Sound().voice(2000));
    EXPECT_TRUE(detector_.hear_words("he is not available"));
    EXPECT_EQ(who(), Who::mailbox);
}

TEST_F(DetectorTest, WordsAreWantedWhileSomebodyGreets) {
    EXPECT_TRUE(detector_.wants_words());
    hear(Sound().quiet(400).voice(1000).quiet(1900));
    EXPECT_TRUE(detector_.wants_words()) << "a mailbox may pause after a name";
    hear(Sound().voice(1000).quiet(2100));
    EXPECT_FALSE(detector_.wants_words()) << "who waits has greeted";
    hear(Sound().voice(1000));
    EXPECT_FALSE(detector_.wants_words()) << "what is said now is an answer to us";
}

TEST_F(DetectorTest, WhoSpeaksLateAnswersUs) {
    hear(Sound().quiet(3000).voice(1000));
    EXPECT_FALSE(detector_.wants_words());
}

TEST_F(DetectorTest, WhatAMachineIsNeedsNoMoreWords) {
    hear(Sound().quiet(400).voice(2500));
    detector_.hear_words("please leave your message");
    EXPECT_TRUE(detector_.wants_words()) << "it may ask who calls";
    detector_.hear_words("state your name");
    EXPECT_FALSE(detector_.wants_words());
}

TEST(Words, OfMachinesAreListenedForAsADictionaryHasThem) {
    const Listening listening = words_of_machines("en-US");
    EXPECT_EQ(listening.language, "en-US");
    EXPECT_TRUE(listening.free_speech) << "any words, from who knows them";
    const auto& phrases = listening.grammar->phrases;
    auto has = [&](const auto& all, std::string_view word) { return std::ranges::find(all, word) != all.end(); };
    EXPECT_TRUE(has(phrases, "after the tone"));
    EXPECT_TRUE(has(phrases, "can't come to the phone"));
    EXPECT_FALSE(has(phrases, "mailbox")) << "too short to be told from others";
    EXPECT_FALSE(has(phrases, "who is calling and why")) << "sounds like a person's question";
    EXPECT_TRUE(has(listening.grammar->words, "can't"));
    for (const std::string& phrase : phrases) EXPECT_NE(find_phrase(phrase, "en"), nullptr) << phrase;
    EXPECT_TRUE(words_of_machines("xx").grammar->phrases.empty());
}

TEST_F(DetectorTest, AfterTheWatchNothingChanges) {
    hear(Sound().quiet(600).voice(400).quiet(44'200));
    EXPECT_FALSE(detector_.hear_words("please leave your message"));
    hear(Sound().tone(1000, 500).quiet(1000));
    EXPECT_EQ(who(), Who::person);
}

TEST(Words, AreFoundHoweverTheyAreWritten) {
    EXPECT_EQ(find_phrase("Please leave\tyour MESSAGE, after…", "en-US")->who, Who::mailbox);
    EXPECT_EQ(find_phrase("I can't come to the phone", "en")->who, Who::mailbox);
    EXPECT_EQ(find_phrase("Deje su mensaje después del tono.", "es-MX")->who, Who::mailbox);
    EXPECT_EQ(find_phrase("silakan tinggalkan pesan", "id")->who, Who::mailbox);
    EXPECT_EQ(find_phrase("leave your messages", "en"), nullptr) << "whole words only";
    EXPECT_EQ(find_phrase("leave your message", "xx"), nullptr);
    EXPECT_TRUE(phrases_of("xx").empty());
}

TEST(Judgement, IsKeptAsJson) {
    Detector detector;
    const Sound sound = Sound().quiet(600).voice(400).quiet(600);
    for (const auto& frame : sound.frames()) detector.hear(frame.samples, frame.active);
    const Judgement judgement = judgement_of(detector);
    EXPECT_EQ(judgement.verdict.who, Who::person);
    EXPECT_TRUE(
        judgement.evidence.starts_with(R"({"who":"person","at_ms":1300,"because":"a short greeting, then silence")"))
        << judgement.evidence;
    EXPECT_NE(judgement.evidence.find(R"("lead_ms":600)"), std::string::npos) << judgement.evidence;
}

TEST(AnsweringSettings, AreChecked) {
    EXPECT_TRUE(check({}));
    Settings settings;
    settings.silence = Millis(50);
    EXPECT_EQ(check(settings).error().message, "silence is 50 ms: must be 300 to 3000 ms");
    settings = {};
    settings.longest_greeting = Millis(1000);
    EXPECT_EQ(check(settings).error().message, "longest_greeting is 1000 ms: must be 2000 to 30000 ms");
}

}  // namespace
}  // namespace tiller::answering
