// Callees who speak before the robot does.
#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

constexpr const char* kRobot = R"(
robot: opening
language: en
start: hello
max_call: 2m
opening_pause: 700ms
intents:
  moved: [i have moved, he has moved]
globals:
  person: {say: "One moment, please.", label: asked_for_person}
states:
  hello: {say: This is Shop., label: greeted, go: ask}
  ask:
    say: "Will you be at home?"
    answers:
      "yes": {go: thanks, intention: A}
      "no": {go: thanks, intention: B}
      moved: {go: thanks, intention: C}
    keys: {"1": {go: thanks, intention: A}}
    no_input: {repeat: 0, go: thanks}
  thanks: {say: Thank you., hang_up: true}
)";

class Opening : public ::testing::Test {
  protected:
    Opening() {
        call_.now = Millis(0);
        answered_ = call_.answer();
    }
    /// Words from 300 ms on, known at 1.1 s.
    std::string greets_with(std::string words) {
        call_.now = Millis(300);
        EXPECT_EQ(call_.speech_begins(), "timer 4000") << "it is heard out";
        call_.now = Millis(1'100);
        return call_.give(Heard{call_.turn, std::move(words), 0.9, Millis(200), Millis(600)});
    }
    std::string first_words_are_said() { return call_.played(); }

    Call call_{kRobot};
    std::string answered_;
};

TEST_F(Opening, ListensBeforeTheFirstWords) {
    EXPECT_EQ(answered_, "listen; timer 700");
    EXPECT_EQ(call_.listening.pause, Listening{}.pause);
    call_.now = Millis(700);
    EXPECT_EQ(call_.timer_fires(), "timer 119300; stop listening; timer 119300; say This is Shop.");
}

TEST_F(Opening, HelloIsHeardOutAndThenTheRobotSpeaks) {
    EXPECT_EQ(greets_with("hello"), "timer 118900; stop listening; timer 118900; say This is Shop.");
    EXPECT_EQ(call_.answers, Millis(600)) << "it answers what was said";
    Turn turn = call_.report().transcript.at(0);
    EXPECT_EQ(turn.text, "hello");
    EXPECT_EQ(turn.start, Millis(200));
    EXPECT_EQ(turn.end, Millis(600));
    EXPECT_EQ(turn.meaning, "");
    EXPECT_EQ(call_.report().transcript.at(1).text, "This is Shop.");
}

TEST_F(Opening, WhoWantsNoCallsIsHeardAtOnce) {
    EXPECT_EQ(greets_with("stop calling me"),
              "stop listening; timer 118900; say I understand. We will not call you again. Goodbye.");
    EXPECT_TRUE(call_.report().opt_out);
    EXPECT_EQ(call_.report().transcript.at(0).meaning, "stop_calling");
    EXPECT_EQ(call_.report().labels, std::vector<std::string>{"stop_calling"}) << "nobody was greeted";
    EXPECT_EQ(call_.played(), "no timer; hang up");
}

TEST_F(Opening, WhoAsksWhoItIsHearsTheFirstWords) {
    EXPECT_EQ(greets_with("who is this"), "timer 118900; stop listening; timer 118900; say This is Shop.");
    EXPECT_EQ(call_.report().transcript.at(0).meaning, "who_is_this");
}

TEST_F(Opening, WordsOfAGlobalComeBeforeTheFirstWords) {
    EXPECT_EQ(greets_with("an operator please"),
              "timer 118900; stop listening; timer 118900; say One moment, please.This is Shop.");
    EXPECT_EQ(call_.report().labels, (std::vector<std::string>{"asked_for_person", "greeted"}));
}

TEST_F(Opening, AnAnswerCountsWhenItsQuestionWasAsked) {
    EXPECT_EQ(greets_with("i have moved"), "timer 118900; stop listening; timer 118900; say This is Shop.");
    first_words_are_said();
    EXPECT_EQ(call_.report().intention, "");
    EXPECT_EQ(call_.played(), "stop listening; timer 118900; say Thank you.");
    EXPECT_EQ(call_.report().intention, "C");
}

TEST_F(Opening, WhoInterruptsTheQuestionAnswersAnew) {
    greets_with("i have moved");
    first_words_are_said();
    call_.speech_begins();
    call_.hear("no");
    EXPECT_EQ(call_.report().intention, "B");
}

TEST_F(Opening, YesIsHowPeopleAnswerATelephone) {
    EXPECT_EQ(greets_with("yes"), "timer 118900; stop listening; timer 118900; say This is Shop.");
    first_words_are_said();
    EXPECT_EQ(call_.played(), "timer 5000") << "the question waits for its answer";
    EXPECT_EQ(call_.report().intention, "");
    EXPECT_EQ(call_.report().transcript.at(0).text, "yes");
}

TEST_F(Opening, WhoGreetsForLongIsNotHeardOut) {
    call_.now = Millis(300);
    call_.speech_begins();
    call_.now = Millis(4'300);
    EXPECT_EQ(call_.timer_fires(), "timer 115700; stop listening; timer 115700; say This is Shop.");
    Turn turn = call_.report().transcript.at(0);
    EXPECT_EQ(turn.text, "[?]");
    EXPECT_EQ(turn.start, Millis(300));
    EXPECT_EQ(turn.end, Millis(4'300));
}

TEST_F(Opening, AKeyEndsItWhileSomebodySpeaks) {
    call_.now = Millis(300);
    call_.speech_begins();
    call_.now = Millis(500);
    EXPECT_EQ(call_.key('1'), "timer 119500; stop listening; timer 119500; say This is Shop.");
}

TEST_F(Opening, WordsThatCameLateAreKept) {
    const uint64_t turn = call_.turn;
    call_.now = Millis(700);
    call_.timer_fires();
    call_.now = Millis(900);
    EXPECT_EQ(call_.give(Heard{turn, "hello", 0.9, Millis(300), Millis(650)}), "");
    EXPECT_EQ(call_.report().transcript.back().text, "hello");
}

TEST(OpeningOfKeys, HearsNobody) {
    Call call(
        "robot: r\nlanguage: en\nopening_pause: 700ms\nstart: a\nstates:\n"
        "  a: {say: Press one., keys: {\"1\": b}}\n  b: {say: Bye., hang_up: true}\n");
    EXPECT_EQ(call.answer(), "timer 700");
}

constexpr const char* kBranch = R"(
robot: r
language: en
opening_pause: 700ms
start: a
variables: {N: number}
intents: {moved: i have moved}
states:
  a: {branch: [{when: N > 1, go: b}, {else: c}]}
  b:
    say: "Yes or no?"
    answers: {"yes": c, moved: c}
  c: {say: Bye., hang_up: true}
)";

TEST(OpeningOfABranch, HearsWhatCanBeSaidAtAnyMoment) {
    Call call(kBranch, {{"N", "2"}});
    EXPECT_EQ(call.answer(), "listen; timer 700");
    EXPECT_EQ(call.hear("stop calling me"),
              "stop listening; timer 600000; say I understand. We will not call you again. Goodbye.");
}

TEST(OpeningOfABranch, DoesNotKnowWhatWillBeAsked) {
    Call call(kBranch, {{"N", "2"}});
    call.answer();
    call.hear("i have moved");
    EXPECT_EQ(call.report().transcript.at(0).meaning, "");
    EXPECT_EQ(call.played(), "timer 5000");
}

}  // namespace
}  // namespace tiller::dialogue
