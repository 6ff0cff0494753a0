// Calls by scripts of events: what the robot does, and what it tells at the end.
#include <gmock/gmock.h>

#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kReminder = R"(
robot: reminder
language: en
start: opening
max_call: 2m
variables:
  ExtraA: {type: date, default: ""}
states:
  opening: {say: "Hello {Debtor}.", label: greeted, go: menu}
  menu:
    say: You owe {Arrears}. Press 1, 2 or 3.
    keys:
      "1": {go: pay, intention: A, label: [pays, greeted]}
      "2": later
      "3": {go: hang_up, opt_out: true}
    wait: 5s
    no_input: {say: "Are you there?", repeat: 2, go: silent}
    wrong_input: {repeat: 1, label: lost}
  later:
    say: In how many days?
    collect: {into: days, digits: 1..2, end_key: "#", between: 1..14, go: promised, intention: B}
    keys: {"*": menu}
  pay: {say: Thank you., hang_up: true}
  promised:
    set: {promise: "{days} days for {Arrears}"}
    say: So in {days:number} days.
    branch:
      - {when: "Arrears > 100 and days != 1", go: much, label: much}
      - {else: pay}
  much: {say: "Until {ExtraA} then.", hang_up: true}
  silent: {intention: E, hang_up: true}
)";

const Values kRow = {{"Debtor", "Smith"}, {"Arrears", "84"}, {"Unit", "USD"}};
const std::string kMenu = "say You owe |amount:84 USD|. Press 1, 2 or 3.";

Call at_menu(Values row = kRow) {
    Call call(kReminder, std::move(row));
    EXPECT_EQ(call.answer(), "timer 120000; timer 120000; say Hello |name:Smith|.");
    call.now = 2s;
    EXPECT_EQ(call.played(), "timer 118000; " + kMenu);
    return call;
}

TEST(Run, ASpokenMenuAndAKeyAfterIt) {
    Call call = at_menu();
    call.now = 8s;
    EXPECT_EQ(call.played(), "timer 5000");
    call.now = 9s;
    EXPECT_EQ(call.key('1'), "timer 111000; say Thank you.");
    call.now = 10s;
    EXPECT_EQ(call.played(), "no timer; hang up");
    EXPECT_TRUE(call.ended());
    EXPECT_EQ(call.key('1'), "");

    Report report = call.report();
    EXPECT_EQ(report.intention, "A");
    EXPECT_THAT(report.labels, ElementsAre("greeted", "pays"));
    EXPECT_EQ(report.talk_rounds, 1);
    EXPECT_FALSE(report.opt_out);
    EXPECT_TRUE(report.robot_hung_up);
    EXPECT_EQ(report.reason, "completed");
    EXPECT_EQ(report.end_state, "pay");
    ASSERT_EQ(report.transcript.size(), 4u);
    EXPECT_EQ(report.transcript[1].text, "You owe 84. Press 1, 2 or 3.");
    EXPECT_EQ(report.transcript[1].start, 2s);
    EXPECT_EQ(report.transcript[1].end, 8s);
    EXPECT_EQ(report.transcript[2].role, Turn::Role::callee);
    EXPECT_EQ(report.transcript[2].text, "[1]");
    EXPECT_EQ(report.transcript[2].start, 9s);
}

TEST(Run, AKeyBargesInAndTheStoppedPlaybackIsForgotten) {
    Call call = at_menu();
    uint64_t stopped = call.playback;
    call.now = 3s;
    EXPECT_EQ(call.key('1'), "stop; timer 117000; say Thank you.");
    EXPECT_EQ(call.give(PlaybackDone{stopped}), "");
    EXPECT_EQ(call.played(), "no timer; hang up");
    EXPECT_EQ(call.report().transcript[1].end, 3s);
}

TEST(Run, KeysPressedWhileNothingListensAreForTheNextStateThatDoes) {
    Call call(kReminder, kRow);
    call.answer();
    call.now = 1s;
    for (char key : {'7', '1', '2'}) EXPECT_EQ(call.key(key), "");
    call.now = 2s;
    call.played();  // the menu listens to nothing before its prompt has begun; what it would refuse is forgotten
    EXPECT_EQ(call.played(), "timer 118000; say Thank you.");
    EXPECT_EQ(call.report().transcript[1].text, "[712]");
    EXPECT_EQ(call.report().talk_rounds, 1);
}

TEST(Run, WithoutBargeInKeysWaitForTheEndOfThePrompt) {
    Call call(
        "robot: r\nlanguage: id\nstart: a\nstates:\n  a: {say: Halo, barge_in: no, keys: {\"1\": b}}\n  b: {go: "
        "hang_up}\n");
    call.answer();
    EXPECT_EQ(call.key('1'), "");
    EXPECT_EQ(call.played(), "no timer; hang up");
    EXPECT_EQ(call.report().reason, "completed");
}

TEST(Run, SilenceRepeatsThePromptThenGoesElsewhere) {
    Call call = at_menu();
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(call.played(), "timer 5000");
        EXPECT_EQ(call.timer_fires(), "timer 118000; say Are you there?You owe |amount:84 USD|. Press 1, 2 or 3.");
    }
    EXPECT_EQ(call.report().transcript.back().text, "Are you there? You owe 84. Press 1, 2 or 3.");
    call.played();
    EXPECT_EQ(call.timer_fires(), "no timer; hang up");
    EXPECT_EQ(call.report().intention, "E");
    EXPECT_EQ(call.report().end_state, "silent");
}

TEST(Run, WrongKeysRepeatThePromptThenEndTheCall) {
    Call call = at_menu();
    EXPECT_EQ(call.key('9'), "stop; timer 118000; " + kMenu);
    EXPECT_EQ(call.key('#'), "stop; no timer; hang up");
    EXPECT_EQ(call.report().reason, "wrong_input");
    EXPECT_THAT(call.report().labels, ElementsAre("greeted", "lost"));
}

TEST(Run, SeveralDigitsUntilTheEndKeyThePauseOrTheLast) {
    for (std::string_view how : {"4#", "4 ", "04"}) {
        Call call = at_menu();
        EXPECT_EQ(call.key('2'), "stop; timer 118000; say In how many days?");
        call.now = 3s;
        EXPECT_EQ(call.key(how[0]), "stop; timer 3000");
        call.now = 4s;
        std::string then = how[1] == ' ' ? call.timer_fires() : call.key(how[1]);
        std::string days = how == "04" ? "04" : "4";
        EXPECT_EQ(then, "timer 116000; say So in |number:" + days + "| days.");
        EXPECT_EQ(call.report().slots["days"], days);
        EXPECT_EQ(call.report().slots["promise"], days + " days for 84");
        EXPECT_EQ(call.report().intention, "B");
        EXPECT_EQ(call.played(), "timer 116000; say Thank you.");
    }
}

TEST(Run, AnAnswerTellsWhenTheTurnEndedThatItAnswers) {
    Call call = at_menu();
    EXPECT_EQ(call.answers, std::nullopt) << "the robot speaks by itself";
    call.now = 3s;
    call.key('2');
    EXPECT_EQ(call.answers, 3s);
    call.now = 4s;
    call.played();
    call.key('7');
    call.now = 8s;
    call.timer_fires();  // the pause ends the collection
    EXPECT_EQ(call.answers, 8s);

    Call silent = at_menu();
    silent.now = 4s;
    silent.played();
    silent.now = 9s;
    EXPECT_EQ(silent.timer_fires(), "timer 111000; say Are you there?You owe |amount:84 USD|. Press 1, 2 or 3.");
    EXPECT_EQ(silent.answers, std::nullopt) << "nobody took a turn";

    Call early(kReminder, kRow);
    early.answer();
    early.now = 1s;
    early.key('1');  // while nothing listens
    early.now = 2s;
    early.played();
    EXPECT_EQ(early.answers, std::nullopt);
    early.now = 4s;
    EXPECT_EQ(early.played(), "timer 116000; say Thank you.");
    EXPECT_EQ(early.answers, 4s) << "not from the key, which had to wait for the prompt's end";
}

TEST(Run, AnEndKeyThatComesLateOutOfHabitIsNoKey) {
    Call call = at_menu();
    for (char key : {'2', '1', '2'}) call.key(key);
    size_t turns = call.report().transcript.size();
    EXPECT_EQ(call.key('#'), "");
    EXPECT_EQ(call.report().transcript.size(), turns);
    EXPECT_EQ(call.key('#'), "");
    EXPECT_EQ(call.report().transcript.size(), turns + 1);
}

TEST(Run, AnEntryOutOfItsBoundsIsWrong) {
    Call call = at_menu();
    call.key('2');
    call.key('1');
    EXPECT_EQ(call.key('5'), "timer 118000; say In how many days?");
    EXPECT_EQ(call.key('#'), "");  // the habit
    EXPECT_EQ(call.key('#'), "stop; no timer; hang up");
    EXPECT_THAT(call.report().slots, IsEmpty());
}

TEST(Run, AKeyBesideTheDigitsLeadsAway) {
    Call call = at_menu();
    call.key('2');
    call.key('1');
    EXPECT_EQ(call.key('*'), "timer 118000; " + kMenu);
}

TEST(Run, BranchesFollowTheRow) {
    Values row = kRow;
    row["Arrears"] = "84000.50";
    row["ExtraA"] = "2026-12-01";
    Call call(kReminder, row);
    call.answer();
    call.played();
    for (char key : {'2', '7', '#'}) call.key(key);
    EXPECT_EQ(call.played(), "timer 120000; say Until |date:2026-12-01| then.");
    EXPECT_THAT(call.report().labels, ElementsAre("greeted", "much"));
}

TEST(Run, NothingOutlivesTheLongestCall) {
    Call call = at_menu();
    call.now = 118s;
    EXPECT_EQ(call.played(), "timer 2000");
    call.now = 120s;
    EXPECT_EQ(call.timer_fires(), "no timer; hang up");
    EXPECT_EQ(call.report().reason, "time_limit");

    Call talking = at_menu();
    talking.now = 119999ms;  // the timer was set for the end of the call and may fire a moment early
    EXPECT_EQ(talking.timer_fires(), "stop; no timer; hang up");

    Call late = at_menu();
    late.now = 10min;
    EXPECT_EQ(late.key('1'), "stop; no timer; hang up");
}

TEST(Run, StaleAndEarlyEventsAreIgnored) {
    Call call(kReminder, kRow);
    EXPECT_EQ(call.key('1'), "");
    EXPECT_EQ(call.give(PlaybackDone{0}), "");
    EXPECT_EQ(call.give(TimerFired{0}), "");
    call.answer();
    EXPECT_EQ(call.answer(), "");
    EXPECT_EQ(call.give(PlaybackDone{77}), "");
    EXPECT_EQ(call.give(TimerFired{call.timer - 1}), "");
    EXPECT_EQ(call.key('x'), "");
    EXPECT_EQ(call.report().transcript.size(), 1u);
    call.now = 5s;
    call.played();
    call.now = 1s;  // a clock that steps back does not
    call.key('1');
    EXPECT_EQ(call.report().transcript.back().start, 5s);
}

TEST(Run, TheCalleeMayHangUpAtAnyMoment) {
    Call before(kReminder, kRow);
    EXPECT_EQ(before.give(HungUp{}), "");
    EXPECT_TRUE(before.ended());
    EXPECT_EQ(before.answer(), "");

    Call during = at_menu();
    during.now = 4s;
    EXPECT_EQ(during.give(HungUp{}), "no timer");
    EXPECT_EQ(during.report().reason, "callee");
    EXPECT_FALSE(during.report().robot_hung_up);
    EXPECT_EQ(during.report().transcript.back().end, 4s);
    EXPECT_EQ(during.played(), "");
}

TEST(Run, HeardWordsArePartOfTheTalkAndChangeNothing) {
    Call call = at_menu();
    EXPECT_EQ(call.give(Heard{1, "who is this", 0.8}), "");
    EXPECT_EQ(call.report().talk_rounds, 1);
    EXPECT_EQ(call.report().transcript.back().text, "who is this");
    EXPECT_EQ(call.report().transcript.back().confidence, 0.8);
}

TEST(Run, APromptThatComesToNothingIsNotSaid) {
    Call call(
        "robot: r\nlanguage: en\nstart: a\nstates:\n  a: {say: \"{ExtraA}\", keys: {\"1\": hang_up}, wait: 4s}\n");
    EXPECT_EQ(call.answer(), "timer 600000; timer 4000");
    EXPECT_EQ(call.timer_fires(), "timer 4000");  // said again: nothing, then the wait
    EXPECT_EQ(call.timer_fires(), "no timer; hang up");
    EXPECT_EQ(call.report().reason, "no_input");
}

TEST(Run, ASlotMadeOfItselfDoesNotGrowForEver) {
    Call call("robot: r\nlanguage: en\nstart: a\nstates:\n  a: {set: {s: \"{s}{s}x\"}, keys: {\"1\": a}}\n");
    call.answer();
    for (int i = 0; i < 100; ++i) call.key('1');
    EXPECT_EQ(call.report().slots["s"].size(), 255u);
}

TEST(Run, WhoAsksNotToBeCalledAgainIsReported) {
    Call call = at_menu();
    call.now = 8s;
    call.key('3');
    EXPECT_TRUE(call.report().opt_out);
}

TEST(FirstWords, AreWhatIsSaidBeforeTheRobotListens) {
    auto loaded = load(kReminder);
    EXPECT_EQ(first_words(*std::get<DefinitionPtr>(loaded)), "Hello {Debtor}. You owe {Arrears}. Press 1, 2 or 3.");
}

constexpr const char* kPatient = R"(
robot: patient
language: en
start: hello
max_call: 2m
opening_pause: 700ms
states:
  hello:
    say: Press one.
    keys: {"1": {go: thanks}}
    no_input: {repeat: 0, go: thanks}
  thanks: {say: Thank you., hang_up: true}
)";

TEST(OpeningPause, TheFirstWordsWaitForTheEar) {
    Call call(kPatient);
    EXPECT_EQ(call.answer(), "timer 700");
    call.now = Millis(700);
    EXPECT_EQ(call.timer_fires(), "timer 119300; timer 119300; say Press one.");
}

TEST(OpeningPause, AKeyEndsItAndAnswersTheFirstQuestion) {
    Call call(kPatient);
    call.answer();
    call.now = Millis(200);
    EXPECT_EQ(call.key('1'), "timer 119800; timer 119800; say Press one.");
    call.now = Millis(1200);
    EXPECT_EQ(call.played(), "timer 118800; say Thank you.");
}

TEST(OpeningPause, HasADefaultAndBounds) {
    auto with = [](std::string pause) {
        return load("robot: r\nlanguage: en\nstart: a\n" + pause + "states:\n  a: {say: Hi., hang_up: true}\n");
    };
    auto usual = with("");
    ASSERT_TRUE(std::holds_alternative<DefinitionPtr>(usual));
    EXPECT_EQ(start(std::get<DefinitionPtr>(usual), {})->handle(Answered{}, Millis(0)).size(), 1u) << "only a timer";
    EXPECT_TRUE(std::holds_alternative<std::vector<Fault>>(with("opening_pause: 6s\n")));
}

}  // namespace
}  // namespace tiller::dialogue
