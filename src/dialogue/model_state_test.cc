// States that a language model runs, with a model that writes what the test says.
#include <gmock/gmock.h>

#include "dialogue/run_promises_testing.h"
#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Role = ModelMessage::Role;

constexpr std::string_view kVisit = R"(
robot: visit
language: en
start: talk
max_call: 10m
variables: {ExtraA: date}
states:
  talk:
    say: "When shall we bring your parcel?"
    model:
      goal: "Agree on a day for the parcel of {Debtor}."
      topics: [delivery, address]
      slots:
        day: {type: date, between: 1..14, about: the day of delivery}
        part: {type: choice, choices: [morning, evening]}
      tools:
        agreed: {about: "a day is agreed", needs: day, go: thanks, intention: B, label: agreed}
        refused: {go: hang_up, label: refused, say: "Goodbye then."}
      turns: 3
      time: 60s
      tokens: 5000
      otherwise: {go: script, label: by_keys}
    keys: {"0": script}
    wait: 6s
    no_input: {say: "Are you there?", repeat: 1, go: script}
  script:
    say: Press 1.
    keys: {"1": thanks}
    no_input: {repeat: 0, go: hang_up}
  thanks: {say: "Until {day}.", hang_up: true}
)";
const Date kToday = *parse_date("2026-12-02");

Call at_question() {
    Call call(kVisit, {{"Debtor", "Ani"}}, kToday);
    EXPECT_THAT(call.answer(), HasSubstr("listen; timer 600000; say When shall we bring your parcel?"));
    call.now = 2s;
    EXPECT_EQ(call.played(), "timer 6000");
    return call;
}
/// The callee speaks and is understood.
std::string say(Call& call, const std::string& words) {
    call.speech_begins();
    call.now += 1s;
    return call.hear(words);
}
/// What the model was told last, without the instructions: "user: on Friday".
std::vector<std::string> told(const Call& call) {
    constexpr std::string_view kNames[] = {"system", "user", "assistant", "tool"};
    std::vector<std::string> lines;
    for (size_t i = 1; i < call.asked.messages.size(); ++i) {
        const ModelMessage& message = call.asked.messages[i];
        std::string line = fmt::format("{}: {}", kNames[static_cast<size_t>(message.role)], message.text);
        for (const ModelCall& one : message.calls) line += fmt::format(" [{} {}]", one.name, one.arguments);
        lines.push_back(line);
    }
    return lines;
}

TEST(ModelState, SentencesAreSaidWhileTheModelStillWrites) {
    Call call = at_question();
    EXPECT_EQ(say(call, "could you come on friday"), "ask model; timer 1000");
    EXPECT_EQ(call.writes("Friday is"), "");
    EXPECT_EQ(call.writes(" fine. In the"), "timer 597000; say Friday is fine.");
    EXPECT_EQ(call.answers, 3s) << "the callee waited for this";
    EXPECT_EQ(call.writes(" morning? Or"), "prepare In the morning?");
    EXPECT_EQ(call.played(), "timer 597000; say In the morning?");
    EXPECT_EQ(call.writes(" in the evening?"), "");
    EXPECT_EQ(call.model_ends({{"note", R"({"day":"2026-12-04"})"}}), "prepare Or in the evening?");
    EXPECT_EQ(call.played(), "timer 597000; say Or in the evening?");
    EXPECT_EQ(call.played(), "timer 6000") << "it is the callee's turn";
    EXPECT_EQ(call.report().slots.at("day"), "2026-12-04");

    EXPECT_EQ(say(call, "morning"), "ask model; timer 1000");
    EXPECT_THAT(
        told(call),
        ElementsAre("user: could you come on friday",
                    R"(assistant: Friday is fine. In the morning? Or in the evening? [note {"day":"2026-12-04"}])",
                    "tool: noted", "user: morning"));
    call.model_ends({{"note", R"({"part":"morning"})"}, {"agreed", "{}"}});
    EXPECT_THAT(call.report().labels, ElementsAre("agreed"));
    EXPECT_EQ(call.report().intention, "B");
    call.played();
    EXPECT_TRUE(call.ended());
    EXPECT_EQ(call.report().end_state, "thanks");
    EXPECT_EQ(call.report().talk_rounds, 2);
}

TEST(ModelState, TheModelIsToldItsTaskAndWhatItMayDo) {
    Call call = at_question();
    say(call, "hello there");
    const std::string& system = call.asked.messages[0].text;
    EXPECT_THAT(system, HasSubstr("Your task: Agree on a day for the parcel of Ani."));
    EXPECT_THAT(system, HasSubstr("Today is Wednesday, 2026-12-02."));
    EXPECT_THAT(system, HasSubstr("Speak of nothing but: delivery, address."));
    EXPECT_THAT(system, HasSubstr("You have just said: When shall we bring your parcel?"));
    std::vector<std::string> tools;
    for (const ModelTool& tool : call.asked.tools) tools.push_back(tool.name);
    EXPECT_THAT(tools, ElementsAre("note", "off_topic", "agreed", "refused", "stop_calling"));
    EXPECT_EQ(
        call.asked.tools[0].parameters,
        R"({"type":"object","properties":{"day":{"type":"string","description":"the day of delivery: a date from 1 )"
        R"(to 14 days from today, as YYYY-MM-DD"},"part":{"type":"string","description":"one of morning, evening",)"
        R"("enum":["morning","evening"]}},"additionalProperties":false})");
}

TEST(ModelState, WhoIsInterruptedIsToldWhatWasHeard) {
    Call call = at_question();
    say(call, "tell me");
    call.writes("We come on Monday. On Tuesday we come, too. And on");
    call.played();
    uint64_t second = call.playback;
    EXPECT_EQ(call.speech_begins(), "stop; stop asking; timer 30000");
    EXPECT_EQ(call.give(SaidPartly{second, "on tuesday we"}), "");
    EXPECT_EQ(call.writes(" Wednesday. "), "") << "nothing is awaited any more";
    EXPECT_EQ(call.hear("no monday"), "ask model; timer 1000");
    EXPECT_THAT(told(call),
                ElementsAre("user: tell me", "assistant: We come on Monday. on tuesday we —", "user: no monday"));
}

TEST(ModelState, WhatIsSaidBeforeTheAnswerComesBelongsToTheQuestion) {
    Call call = at_question();
    say(call, "could you");
    EXPECT_EQ(call.speech_begins(), "stop asking; timer 30000");
    EXPECT_EQ(call.hear("come on friday"), "ask model; timer 1000");
    EXPECT_THAT(told(call), ElementsAre("user: could you come on friday"));
    // A noise changes nothing.
    call.speech_begins();
    EXPECT_EQ(call.hear("", 0), "ask model; timer 1000");
    EXPECT_THAT(told(call), ElementsAre("user: could you come on friday"));
}

TEST(ModelState, WhoNeverStopsIsToldInPart) {
    Call call = at_question();
    std::string speech;
    for (int i = 0; i < 500; ++i) speech += "blah ";
    say(call, speech);
    EXPECT_EQ(call.asked.messages.back().text.size(), 1'000u);
}

TEST(ModelState, AFillerIsSaidAfterASecondAndTheAnswerAfterIt) {
    Call call = at_question();
    say(call, "could you come on friday");
    call.now += 1s;
    EXPECT_EQ(call.timer_fires(), "timer 596000; say One moment, please.");
    EXPECT_EQ(call.answers, std::nullopt) << "it answers nothing";
    EXPECT_EQ(call.writes("Yes. "), "prepare Yes.");
    call.now += 1s;
    EXPECT_EQ(call.played(), "timer 595000; say Yes.");
    EXPECT_EQ(call.answers, 3s);
}

TEST(ModelState, AModelThatWritesSlowlyIsWaitedFor) {
    Call call = at_question();
    say(call, "could you come on friday");
    call.now += 900ms;
    call.writes("Yes, I");
    call.now += 100ms;
    EXPECT_THAT(call.timer_fires(), HasSubstr("say One moment, please."));
    call.now += 1s;
    EXPECT_EQ(call.played(), "timer 3900") << "five seconds after its last piece";
    call.now += 3s;
    EXPECT_EQ(call.writes(" think"), "");
    call.now += 900ms;
    EXPECT_EQ(call.timer_fires(), "timer 4100");
    EXPECT_THAT(call.writes(" so. "), HasSubstr("say Yes, I think so."));
}

TEST(ModelState, WhatAModelThinksAloudIsNotSaidInAnyOfItsAnswers) {
    Call call = at_question();
    for (int i = 0; i < 2; ++i) {
        say(call, "could you come on friday");
        EXPECT_EQ(call.writes("<think>They want. Friday."), "");
        EXPECT_THAT(call.writes("</think> Yes. So"), HasSubstr("say Yes."));
        call.model_ends();
        call.played();
        call.played();
    }
    EXPECT_THAT(told(call),
                ElementsAre("user: could you come on friday", "assistant: Yes. So", "user: could you come on friday"));
}

TEST(ModelState, WhateverGoesWrongTheScriptGoesOn) {
    struct Case {
        std::string_view what;
        std::function<std::string(Call&)> happens;
        std::string expected;
    };
    const std::string script = "; stop listening; listen to words; ";
    const std::vector<Case> cases = {
        {"fails at once", [](Call& c) { return c.model_fails("HTTP status 500"); },
         "left model (HTTP status 500)" + script},
        {"answers nothing", [](Call& c) { return c.model_ends(); }, "left model (its answer is empty)" + script},
        {"hangs",
         [](Call& c) {
             c.now += 1s;
             c.timer_fires();
             c.played();
             c.now += 4s;
             return c.timer_fires();
         },
         "stop asking; left model (no answer in time)" + script},
        {"hangs in the middle",
         [](Call& c) {
             c.writes("So. And");
             c.played();
             c.now += 5s;
             return c.timer_fires();
         },
         "stop asking; left model (no answer in time)" + script},
        {"calls what there is not",
         [](Call& c) {
             for (int i = 0; i < 3; ++i) c.model_ends({{"transfer_money", "{}"}});
             return c.model_ends({{"agreed", "{}"}});
         },
         "left model (all of its questions is used)" + script},
        {"goes astray",
         [](Call& c) {
             return c.model_ends({{"off_topic", "{}"}});
         },
         "left model (the callee speaks of something else)" + script},
        {"is cut before its first end",
         [](Call& c) {
             c.writes("and so and so");
             return c.model_ends({}, ModelAnswer::End::too_long);
         },
         "left model (its answer is empty)" + script},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.what);
        Call call = at_question();
        say(call, "could you come on friday");
        std::string line = one.happens(call);
        EXPECT_THAT(line, HasSubstr(one.expected));
        EXPECT_THAT(line, HasSubstr("say Press 1."));
        EXPECT_THAT(call.report().labels, ElementsAre("by_keys"));
        call.played();
        call.key('1');
        call.played();
        EXPECT_EQ(call.report().reason, "completed");
    }
}

TEST(ModelState, WhatIsBeingSaidWhenItFailsIsSaidToItsEnd) {
    Call call = at_question();
    say(call, "could you come on friday");
    call.writes("Friday is fine. Or do you want");
    EXPECT_EQ(call.model_fails("the connection broke"), "left model (the connection broke); stop listening");
    EXPECT_THAT(call.played(), HasSubstr("say Press 1."));

    Call endless = at_question();
    say(endless, "hello");
    std::string text;
    for (int i = 0; i < 200 && text.find("left model") == text.npos; ++i) text = endless.writes("And so on. ");
    EXPECT_EQ(text, "stop asking; left model (it writes without end); stop listening");
}

TEST(ModelState, AWrongValueIsToldToTheModelAndNeverTaken) {
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {R"({"day":"2027-12-04"})", "error: day must be a date from 1 to 14 days from today, as YYYY-MM-DD"},
        {R"({"day":"friday"})", "error: day must be a date from 1 to 14 days from today, as YYYY-MM-DD"},
        {R"({"day":7})", "error: day must be a date from 1 to 14 days from today, as YYYY-MM-DD"},
        {R"({"part":"night"})", "error: part must be one of morning, evening"},
        {R"({"Arrears":"0"})", "error: there is no \"Arrears\""},
        {R"({"day":"2026-12-04","part":"x"})", "error: part must be one of morning, evening"},
        {"{}", "error: nothing is noted"},
    };
    for (const auto& [arguments, error] : wrong) {
        SCOPED_TRACE(arguments);
        Call call = at_question();
        say(call, "could you come on friday");
        EXPECT_EQ(call.model_ends({{"note", arguments}}), "ask model; timer 1000");
        EXPECT_EQ(told(call).back(), "tool: " + error);
        EXPECT_THAT(call.report().slots, IsEmpty());
        // A way that needs the value stays closed.
        EXPECT_EQ(call.model_ends({{"agreed", "{}"}}), "ask model; timer 1000");
        EXPECT_EQ(told(call).back(), "tool: error: first note day");
        EXPECT_FALSE(call.ended());
    }
}

TEST(ModelState, WhatCanBeSaidAtAnyMomentIsUnderstoodBeforeTheModelHears) {
    Call call = at_question();
    EXPECT_THAT(say(call, "please stop calling me"),
                HasSubstr("say I understand. We will not call you again. Goodbye."));
    EXPECT_TRUE(call.report().opt_out);
    call.played();
    EXPECT_TRUE(call.ended());
    EXPECT_EQ(call.question, 0u) << "no model was asked";

    Call again = at_question();
    say(again, "tell me");
    again.writes("We come on Monday. Is that fine?");
    again.model_ends();
    again.played();
    again.played();
    EXPECT_THAT(say(again, "say that again"), HasSubstr("say We come on Monday. Is that fine?"));

    // A phrase among other words is for the model, unless it is the one that ends all calls.
    EXPECT_THAT(say(again, "what about friday"), HasSubstr("ask model"));
    EXPECT_THAT(say(again, "friday is fine but then stop calling me will you"),
                HasSubstr("We will not call you again"));

    // In other words the model understands it, and does the same.
    Call other = at_question();
    say(other, "I never want to hear from you people");
    EXPECT_THAT(other.model_ends({{"stop_calling", "{}"}}), HasSubstr("We will not call you again"));
    EXPECT_TRUE(other.report().opt_out);
    EXPECT_THAT(other.report().labels, ElementsAre("stop_calling"));
}

TEST(ModelState, BoundsEndTheModelsPart) {
    Call turns = at_question();
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(say(turns, "anything else"), HasSubstr("ask model"));
        turns.writes("Well.");
        turns.model_ends();
        turns.played();
    }
    EXPECT_THAT(say(turns, "anything else"), HasSubstr("left model (all of its turns is used)"));

    Call time = at_question();
    time.now += 60s;
    EXPECT_THAT(say(time, "anything else"), HasSubstr("left model (all of its time is used)"));

    Call tokens = at_question();
    say(tokens, "anything else");
    tokens.writes("Well.");
    tokens.model_ends({}, ModelAnswer::End::complete, 5'000);
    tokens.played();
    EXPECT_THAT(say(tokens, "anything else"), HasSubstr("left model (all of its tokens is used)"));
}

TEST(ModelState, TheLastSentencesAreHeardBeforeTheStateIsLeft) {
    Call call = at_question();
    say(call, "no never");
    call.writes("What a pity. We are sorry.");
    EXPECT_EQ(call.model_ends({{"refused", "{}"}}), "stop listening");
    EXPECT_EQ(call.played(), "timer 597000; say We are sorry.");
    EXPECT_EQ(call.played(), "timer 597000; say Goodbye then.");
    EXPECT_EQ(call.played(), "no timer; hang up");
    EXPECT_THAT(call.report().labels, ElementsAre("refused"));
}

TEST(ModelState, KeysAndSilenceLeadAwayFromAModel) {
    Call call = at_question();
    say(call, "hello");
    EXPECT_THAT(call.key('0'), HasSubstr("stop asking"));
    EXPECT_EQ(call.report().end_state, "script");
    EXPECT_EQ(call.writes("Hello. "), "");

    Call silent = at_question();
    EXPECT_EQ(silent.timer_fires(), "timer 598000; say Are you there?When shall we bring your parcel?");
    silent.played();
    silent.timer_fires();
    EXPECT_EQ(silent.report().end_state, "script");
}

TEST(ModelState, SilencesAndNoisesAreCountedBetweenWhatIsSaid) {
    Call call = at_question();
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(call.timer_fires(), HasSubstr("say Are you there?"));
        call.played();
        for (int noise = 0; noise < 2; ++noise) {
            call.speech_begins();
            EXPECT_THAT(call.hear("", 0), HasSubstr("say Sorry, I did not understand that."));
            call.played();
        }
        EXPECT_THAT(say(call, "anything else"), HasSubstr("ask model"));
        call.writes("Well.");
        call.model_ends();
        call.played();
    }
    for (int noise = 0; noise < 2; ++noise) {
        call.speech_begins();
        call.hear("", 0);
        call.played();
    }
    call.speech_begins();
    EXPECT_THAT(call.hear("", 0), HasSubstr("say Press 1.")) << "nobody hears any words here";
    EXPECT_THAT(call.report().labels, ElementsAre("by_keys"));
}

TEST(ModelState, FaultsOfAFile) {
    const std::string head =
        "robot: r\nlanguage: en\nstart: a\nstates:\n  b: {hang_up: true}\n  a:\n    say: Hello.\n    ";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"model: {otherwise: b}", "model needs \"goal\""},
        {"model: {goal: Talk.}", "model needs \"otherwise\""},
        {"model: {goal: Talk., otherwise: c}", "there is no state \"c\""},
        {"model: {goal: Talk., otherwise: b, tools: {note: b}}", "neither note nor off_topic"},
        {"model: {goal: Talk., otherwise: b, tools: {ok: {needs: day, go: b}}}",
         "needs \"day\", which is none of the slots"},
        {"model: {goal: Talk., otherwise: b, tools: {ok: {about: x}}}", "a tool needs \"go\""},
        {"model: {goal: Talk., otherwise: b, slots: {day: day}}", "a slot's type \"day\" must be one of"},
        {"model: {goal: Talk., otherwise: b, slots: {Debtor: name}}", "\"Debtor\" is a variable of the row"},
        {"model: {goal: Talk., otherwise: b, slots: {x: {type: choice}}}", "a choice needs \"choices\""},
        {"model: {goal: Talk., otherwise: b, turns: 100}", "turns"},
        {"model: {goal: \"Ask {Nobody}.\", otherwise: b}", "Nobody"},
        {"model: {goal: Talk., otherwise: b}\n    answers: {yes: b}", "\"answers\" beside \"model\""},
        {"model: {goal: Talk., otherwise: b}\n    free_speech: true", "a model always hears any words"},
        {"model: {goal: Talk., otherwise: b}\n    go: b", "which way should it take?"},
        {"model: {goal: Talk., otherwise: b, colour: red}", "colour"},
    };
    for (const auto& [state, told] : cases) {
        SCOPED_TRACE(state);
        auto loaded = load(head + state + "\n");
        auto* faults = std::get_if<std::vector<Fault>>(&loaded);
        ASSERT_TRUE(faults);
        EXPECT_THAT(to_text(*faults, "r"), HasSubstr(told));
    }
    auto silent = load(
        "robot: r\nlanguage: en\nstart: a\nstates:\n  b: {hang_up: true}\n  a: {model: {goal: x, otherwise: b}}\n");
    EXPECT_THAT(to_text(std::get<std::vector<Fault>>(silent), "r"), HasSubstr("needs \"say\""));
}

}  // namespace
}  // namespace tiller::dialogue
