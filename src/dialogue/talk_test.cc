// Calls by scripts of words: what the robot understands, asks and does. It is Wednesday, the 2nd of December 2026.
#include <gmock/gmock.h>

#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kTalking = R"yaml(
robot: talking
language: en
start: opening
max_call: 5m
intents:
  later: ["(next week|later) [is] (better|fine)", "i [will] pay later"]
globals:
  person: colleague
states:
  opening: {say: "Hello {Debtor}.", go: pay}
  pay:
    say: Can you pay today?
    answers:
      yes: {go: thanks, intention: A, label: pays}
      no: hang_up
      later: when
    keys: {"1": thanks, "2": when}
    not_understood: [repeat, {rephrase: "Please say yes or no."}, {keys: "Press 1 for yes or 2 for later."}, person]
  when:
    say: When will you pay?
    ask:
      into: promise
      type: date
      between: 0..14
      confirm: "You said {promise}. Is that right?"
      not_between: Please name a day within two weeks.
      go: promised
      label: promise
    no_input: {say: "Hello?", repeat: 1, go: silent}
  promised: {say: "So on {promise}.", hang_up: true}
  colleague: {say: One moment., label: colleague, hang_up: true}
  thanks: {say: Thank you., hang_up: true}
  silent: {intention: E, hang_up: true}
)yaml";

const Date kToday = *parse_date("2026-12-02");
const Values kRow = {{"Debtor", "Smith"}};

Call at_question(std::string_view yaml = kTalking) {
    Call call(yaml, kRow, kToday);
    EXPECT_EQ(call.answer(), "timer 300000; timer 300000; say Hello |name:Smith|.");
    call.now = 1s;
    EXPECT_EQ(call.played(), "listen; timer 299000; say Can you pay today?");
    return call;
}

Call at_date() {
    Call call = at_question();
    call.hear("next week is better");
    EXPECT_TRUE(call.listening.free_speech);
    return call;
}

TEST(Talk, AnAnswerLeadsOn) {
    Call call = at_question();
    EXPECT_EQ(call.listening.language, "en");
    EXPECT_FALSE(call.listening.free_speech);
    EXPECT_THAT(call.listening.grammar->words, ::testing::Contains("later"));
    call.now = 3s;
    EXPECT_EQ(call.played(), "timer 5000");
    call.now = 5s;
    EXPECT_EQ(call.give(Heard{call.turn, "yes please", 0.8, 3500ms, 4400ms}),
              "stop listening; timer 295000; say Thank you.");
    EXPECT_EQ(call.answers, 4400ms) << "the end of the callee's turn";
    EXPECT_EQ(call.played(), "no timer; hang up");
    Report report = call.report();
    EXPECT_EQ(report.intention, "A");
    EXPECT_THAT(report.labels, ElementsAre("pays"));
    EXPECT_EQ(report.talk_rounds, 1);
    EXPECT_EQ(report.reason, "completed");
    EXPECT_EQ(report.transcript[2].text, "yes please");
    EXPECT_EQ(report.transcript[2].meaning, "yes");
    EXPECT_EQ(report.transcript[2].confidence, 0.8);
    EXPECT_EQ(report.transcript[2].start, 3500ms);
    EXPECT_EQ(report.transcript[2].end, 4400ms);
}

TEST(Talk, SpeechStopsThePromptAndHoldsTheWait) {
    Call call = at_question();
    call.now = 2s;
    EXPECT_EQ(call.speech_begins(), "stop; timer 30000");
    call.now = 3s;
    EXPECT_EQ(call.hear("later is fine"), "listen; timer 297000; say When will you pay?");
    EXPECT_EQ(call.report().transcript[1].end, 2s);

    Call waiting = at_question();
    waiting.played();
    EXPECT_EQ(waiting.speech_begins(), "timer 30000");
    EXPECT_EQ(waiting.timer_fires(), "timer 299000; say Can you pay today?") << "words that never came: no input";
}

TEST(Talk, WithoutBargeInWordsWait) {
    std::string yaml(kTalking);
    yaml.replace(yaml.find("    answers:"), 0, "    barge_in: false\n");
    Call call(yaml, kRow, kToday);
    call.answer();
    EXPECT_EQ(call.played(), "listen to nobody; timer 300000; say Can you pay today?");
    EXPECT_EQ(call.speech_begins(), "");
    EXPECT_EQ(call.hear("yes"), "");
    EXPECT_EQ(call.played(), "timer 5000");
    EXPECT_EQ(call.hear("yes"), "stop listening; timer 300000; say Thank you.");

    yaml.replace(yaml.find("barge_in: false"), 15, "barge_in: words");
    Call words(yaml, kRow, kToday);
    words.answer();
    EXPECT_EQ(words.played(), "listen to words; timer 300000; say Can you pay today?");
}

TEST(Talk, KeysWorkBesideWords) {
    Call call = at_question();
    EXPECT_EQ(call.key('1'), "stop; stop listening; timer 299000; say Thank you.");
    Call other = at_question();
    uint64_t turn = other.turn;
    EXPECT_EQ(other.key('2'), "stop; listen; timer 299000; say When will you pay?");
    EXPECT_EQ(other.give(Heard{turn, "no", 0.9}), "") << "said to the question before";
    EXPECT_EQ(other.report().talk_rounds, 2);
}

TEST(Talk, TheLadderIsClimbedDown) {
    Call call = at_question();
    EXPECT_EQ(call.hear("purple"), "stop; timer 299000; say Sorry, I did not understand that.Can you pay today?");
    EXPECT_EQ(call.hear(""), "stop; timer 299000; say Please say yes or no.");
    EXPECT_EQ(call.report().transcript.back().text, "Please say yes or no.");
    EXPECT_EQ(call.hear("yes", 0.2), "stop; stop listening; timer 299000; say Press 1 for yes or 2 for later.");
    EXPECT_EQ(call.hear("yes"), "") << "keys only";
    call.played();
    EXPECT_EQ(call.key('1'), "timer 299000; say Thank you.");

    std::string short_ladder(kTalking);
    size_t ladder = short_ladder.find("[repeat, {rephrase");
    short_ladder.replace(ladder, short_ladder.find('\n', ladder) - ladder, "[repeat, person]");
    Call person = at_question(short_ladder);
    person.hear("purple");
    EXPECT_EQ(person.hear("purple"), "stop; stop listening; timer 299000; say One moment.");
    EXPECT_THAT(person.report().labels, ElementsAre("colleague"));

    Call date = at_date();
    for (int i = 0; i < 2; ++i)
        EXPECT_THAT(date.hear("purple"), HasSubstr("say Sorry, I did not understand that.When"));
    EXPECT_EQ(date.hear("purple"),
              "stop; stop listening; timer 299000; say I am sorry that I could not understand you. Goodbye.");
    EXPECT_EQ(date.played(), "no timer; hang up");
    EXPECT_EQ(date.report().reason, "not_understood");
}

TEST(Talk, WhoWantsNoCallsIsLeftAloneAtOnce) {
    Call call = at_question();
    EXPECT_EQ(call.hear("please stop calling me"),
              "stop; stop listening; timer 299000; say I understand. We will not call you again. Goodbye.");
    EXPECT_TRUE(call.report().opt_out) << "at once: the callee may hang up now";
    EXPECT_EQ(call.key('1'), "") << "too late";
    EXPECT_EQ(call.played(), "no timer; hang up");
    EXPECT_THAT(call.report().labels, ElementsAre("stop_calling"));
}

TEST(Talk, WhatCanBeSaidAtAnyMoment) {
    Call call = at_question();
    EXPECT_EQ(call.hear("can you repeat that"), "stop; timer 299000; say Can you pay today?");
    EXPECT_EQ(call.hear("who is this"), "stop; timer 299000; say Hello |name:Smith|.Can you pay today?");
    EXPECT_EQ(call.hear("operator"), "stop; stop listening; timer 299000; say One moment.");

    Call later = at_question();
    EXPECT_EQ(later.hear("i'm driving"),
              "stop; stop listening; timer 299000; say I understand. We will try another time. Goodbye.");
    later.played();
    EXPECT_THAT(later.report().labels, ElementsAre("not_now"));

    Call slower(
        "robot: r\nlanguage: en\nstart: a\nstates:\n  a: {say: \"Yes, or no? Say {ExtraA} now.\", answers: {yes: "
        "hang_up}}\n",
        {{"ExtraA", "it"}});
    slower.answer();
    EXPECT_EQ(slower.hear("slower please"),
              "stop; timer 600000; say Yes,|pause:350| or no?|pause:700| Say it now.|pause:700|");
    EXPECT_EQ(slower.hear("operator"),
              "stop; timer 600000; say I am sorry, I cannot put you through.Yes, or no? Say it now.");
    EXPECT_THAT(slower.report().labels, ElementsAre("wants_person"));
}

TEST(Talk, GlobalsCanBeChangedAndSwitchedOffByTheFileAndByAState) {
    Call call(R"(
robot: r
language: en
start: a
globals:
  repeat: off
  who_is_this: {say: "This is Lend."}
  stop_calling: {go: b, label: out}
  not_now: {say: "As you like.", opt_out: true}
states:
  a: {say: "Hi?", answers: {yes: b}, globals: {who_is_this: off, not_now: b}}
  b: {say: "Ho?", answers: {yes: hang_up, stop_calling: {go: hang_up, opt_out: false}}, keys: {"1": a}}
)");
    call.answer();
    EXPECT_THAT(call.hear("repeat"), HasSubstr("Sorry"));
    EXPECT_THAT(call.hear("who is this"), HasSubstr("Sorry"));
    EXPECT_EQ(call.hear("not now"), "stop; listen; timer 600000; say Ho?");
    EXPECT_EQ(call.hear("who is this"), "stop; timer 600000; say This is Lend.Ho?");
    call.key('1');
    EXPECT_EQ(call.hear("stop calling me"), "stop; listen; timer 600000; say Ho?");
    EXPECT_TRUE(call.report().opt_out) << "unless the file says opt_out: false";
    EXPECT_EQ(call.hear("not now"), "stop; stop listening; timer 600000; say As you like.");

    Call kept(
        "robot: r\nlanguage: en\nstart: a\nstates:\n  a: {answers: {yes: a, stop_calling: {go: hang_up, opt_out: "
        "false}}}\n");
    kept.answer();
    kept.hear("stop calling me");
    EXPECT_FALSE(kept.report().opt_out);
    EXPECT_TRUE(kept.ended());
}

TEST(Talk, AStateWithKeysAloneHearsWhatCanBeSaidAtAnyMoment) {
    constexpr std::string_view kYaml =
        "robot: r\nlanguage: en\nstart: a\nstates:\n  a: {say: Press 1., keys: {\"1\": b}}\n  b: {say: Ready, "
        "answers: "
        "{yes: hang_up}}\n";
    Call call(kYaml);
    EXPECT_EQ(call.answer(), "timer 600000; listen to words; timer 600000; say Press 1.");
    call.played();
    EXPECT_EQ(call.speech_begins(), "timer 30000");
    EXPECT_EQ(call.hear("yes"), "timer 5000") << "means nothing here: the wait for a key begins anew";
    EXPECT_EQ(call.hear("stop calling me").substr(0, 14), "stop listening");
    EXPECT_TRUE(call.report().opt_out);
}

TEST(Talk, ADateIsConfirmed) {
    Call call = at_date();
    EXPECT_EQ(call.hear("next friday please"),
              "stop; listen; timer 299000; say You said |date:2026-12-11|. Is that right?");
    EXPECT_TRUE(call.listening.free_speech);
    EXPECT_EQ(call.hear("yes that's right"), "stop; stop listening; timer 299000; say So on |date:2026-12-11|.");
    EXPECT_EQ(call.report().slots["promise"], "2026-12-11");
    EXPECT_THAT(call.report().labels, ElementsAre("promise"));
}

TEST(Talk, ACorrectionTakesTheOtherDay) {
    Call call = at_date();
    call.hear("thursday");
    EXPECT_EQ(call.hear("no, friday"), "stop; timer 299000; say You said |date:2026-12-04|. Is that right?");
    EXPECT_EQ(call.report().transcript[6].meaning, "no, promise 2026-12-04");
    EXPECT_EQ(call.hear("saturday"), "stop; timer 299000; say You said |date:2026-12-05|. Is that right?");
    EXPECT_EQ(call.hear("repeat"), "stop; timer 299000; say You said |date:2026-12-05|. Is that right?");
    EXPECT_EQ(call.hear("no"), "stop; listen; timer 299000; say When will you pay?");
    EXPECT_THAT(call.report().slots, IsEmpty());
    call.hear("tomorrow");
    EXPECT_EQ(call.hear("tomorrow"), "stop; stop listening; timer 299000; say So on |date:2026-12-03|.")
        << "said twice";
}

TEST(Talk, AConfirmationByKeys) {
    Call call = at_date();
    call.hear("thursday");
    EXPECT_EQ(call.key('2'), "stop; listen; timer 299000; say When will you pay?");
    call.hear("friday");
    EXPECT_EQ(call.key('1'), "stop; stop listening; timer 299000; say So on |date:2026-12-04|.");
    EXPECT_EQ(call.report().slots["promise"], "2026-12-04");
}

TEST(Talk, AnUnconfirmedValueIsNotTold) {
    Call silent = at_date();
    silent.hear("thursday");
    silent.played();
    EXPECT_EQ(silent.timer_fires(), "timer 299000; say Hello?You said |date:2026-12-03|. Is that right?");
    silent.played();
    silent.timer_fires();
    EXPECT_EQ(silent.report().end_state, "silent");
    EXPECT_THAT(silent.report().slots, IsEmpty());

    Call gone = at_date();
    gone.hear("thursday");
    gone.give(HungUp{});
    EXPECT_THAT(gone.report().slots, IsEmpty());
}

TEST(Talk, AValueOutOfItsBoundsIsAskedForAgain) {
    Call call = at_date();
    EXPECT_EQ(call.hear("in three weeks"),
              "stop; timer 299000; say Please name a day within two weeks.When will you pay?");
    call.hear("tomorrow");
    EXPECT_EQ(call.hear("no, in three weeks"),
              "stop; listen; timer 299000; say Please name a day within two weeks.When will you pay?");
    EXPECT_THAT(call.report().slots, IsEmpty());
}

TEST(Talk, KindsOfValues) {
    auto ask = [](std::string_view ask, std::string_view said) {
        Call call(
            fmt::format("robot: r\nlanguage: en\nstart: a\nvariables: {{Unit: {{default: USD}}}}\nstates:\n  a: {{say: "
                        "What, ask: {{into: it, go: b, {}}}}}\n  b: {{say: \"Got {{it}}.\", hang_up: true}}\n",
                        ask),
            {}, kToday);
        call.answer();
        std::string line = call.hear(std::string(said));
        return line.substr(line.find("say ") + 4);
    };
    EXPECT_EQ(ask("type: amount, unit: Unit", "eighty four dollars and fifty cents"), "Got |amount:84.5 USD|.");
    EXPECT_EQ(ask("type: amount, unit: EUR, between: 1..100", "two hundred"), "Sorry, I did not understand that.What");
    EXPECT_EQ(ask("type: number", "a hundred and five"), "Got |number:105|.");
    EXPECT_EQ(ask("type: time, between: \"9:00..17:30\"", "at five"), "Got |time:17:00|.");
    EXPECT_EQ(ask("type: digits, between: 4", "four seven one one"), "Got |digits:4711|.");
    EXPECT_EQ(ask("type: yes_no", "no i'm not"), "Got no.");
    EXPECT_EQ(ask("type: name", "my name is ana ruiz"), "Got |name:Ana Ruiz|.");
    EXPECT_EQ(ask("type: choice, choices: {am: \"[in the] morning\", pm: evening}", "in the morning"), "Got am.");
    EXPECT_THAT(ask("type: name", "stop calling me"), HasSubstr("We will not call you again"));
}

TEST(Talk, PromptsOfATalkAreKnownBeforeTheFirstCall) {
    std::vector<std::string> texts;
    for (const Utterance& prompt : prompts(*must_load(kTalking))) texts.push_back(prompt.segments.at(0).value);
    for (const char* text :
         {"Please say yes or no.", "Press 1 for yes or 2 for later.", "You said ", ". Is that right?",
          "Please name a day within two weeks.", "I understand. We will not call you again. Goodbye.",
          "Sorry, I did not understand that."}) {
        EXPECT_THAT(texts, ::testing::Contains(text));
    }
}

}  // namespace
}  // namespace tiller::dialogue
