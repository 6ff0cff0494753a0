#include "calls/robot_participant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::calls {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr const char* kRobot = R"(
robot: test
language: en
opening_pause: 0s
start: question
wait: 5s
no_input: {repeat: 0, go: goodbye}
wrong_input: {repeat: 0, go: goodbye}
states:
  question:
    say: Will you pay?
    keys:
      "1": {go: thanks, intention: A, label: paid}
  thanks:
    say: Thank you.
    hang_up: true
  goodbye:
    say: Goodbye.
    hang_up: true
)";

/// Notes what is asked for.
class NotedPort final : public CallPort {
  public:
    void say(uint64_t playback, Utterance utterance, std::shared_ptr<media::Departure> departure) override {
        std::string text;
        for (auto& segment : utterance.segments) text += segment.value;
        asked.push_back("say " + text);
        last_playback = playback;
        last_departure = std::move(departure);
    }
    void stop_saying() override { asked.push_back("stop saying"); }
    void start_timer(uint64_t timer, Millis) override { last_timer = timer; }
    void stop_timer() override { last_timer = 0; }
    void listen(Listening listening) override {
        last_turn = listening.turn;
        asked.push_back("listen " + std::to_string(listening.turn));
    }
    void stop_listening() override { asked.push_back("stop listening"); }
    void judge_answer(const answering::Settings&, const std::string&) override { asked.push_back("judge"); }
    void prepare(Utterance utterance) override { asked.push_back("prepare " + utterance.segments.at(0).value); }
    void ask(dialogue::AskShipment) override { asked.push_back("ask"); }
    void ask_model(dialogue::AskModel question) override {
        asked.push_back("ask model");
        last_question = std::move(question);
    }
    void stop_asking() override { asked.push_back("stop asking"); }
    void hang_up() override { asked.push_back("hang up"); }

    std::vector<std::string> asked;
    uint64_t last_playback = 0, last_timer = 0, last_turn = 0;
    dialogue::AskModel last_question{};
    std::shared_ptr<media::Departure> last_departure;
};

class Robot : public ::testing::Test {
  protected:
    void SetUp() override {
        auto loaded = dialogue::load(kRobot);
        ASSERT_TRUE(std::holds_alternative<dialogue::DefinitionPtr>(loaded));
        robot_ = robot_participant(std::get<0>(loaded), "{}", "+62812");
    }
    Time at(int ms) { return Time(std::chrono::hours(1)) + Millis(ms); }
    store::Call record_of(std::string hangup_by, std::string reason) {
        store::Call call{.hangup_by = std::move(hangup_by), .hangup_reason = std::move(reason)};
        robot_->report(call);
        return call;
    }

    std::unique_ptr<Participant> robot_;
    NotedPort port_;
};

TEST(RobotParticipant, ARowIsTheRobotsValues) {
    EXPECT_THAT(values_of(R"({"Debtor":" Ani ","LoanAmount":65,"Comments":null,"Mobile":"+62 812"})", "+62812"),
                UnorderedElementsAre(Pair("Debtor", "Ani"), Pair("LoanAmount", "65"), Pair("Mobile", "+62 812"),
                                     Pair("Callee", "+62812")));
    // A number that came as Callee, or as null, is the robot's Mobile too.
    EXPECT_THAT(values_of(R"({"Mobile":null})", "+62812"),
                UnorderedElementsAre(Pair("Mobile", "+62812"), Pair("Callee", "+62812")));
}

TEST(RobotParticipant, ARobotThatCannotBeLoadedIsNone) { EXPECT_EQ(robot_participant(nullptr, "{}", ""), nullptr); }

TEST_F(Robot, ItsFirstWordsAreKnownBeforeTheAnswer) {
    auto opening = robot_->opening();
    ASSERT_EQ(opening.size(), 1u);
    EXPECT_EQ(opening[0].segments.at(0).value, "Will you pay?");
}

TEST_F(Robot, ItTalksToItsEndAndReports) {
    robot_->joined(at(0), port_);
    port_.last_departure->tell(at(30));
    robot_->played(port_.last_playback, at(2'000), port_);
    robot_->key('1', at(3'000), port_);
    port_.last_departure->tell(at(3'060));
    robot_->played(port_.last_playback, at(4'000), port_);
    EXPECT_THAT(port_.asked, ElementsAre("say Will you pay?", "say Thank you.", "hang up"));
    robot_->left(at(4'000));
    store::Call call = record_of("system", "");
    EXPECT_EQ(call.hangup_by, "robot");
    EXPECT_EQ(call.hangup_reason, "completed");
    EXPECT_EQ(call.intention, "A");
    EXPECT_EQ(call.labels, R"(["paid"])");
    EXPECT_EQ(call.talk_rounds, 1);
    EXPECT_EQ(call.answer_latency, Millis(30));
    EXPECT_EQ(call.turn_latencies, "[60]");
    EXPECT_THAT(call.transcript, HasSubstr(R"({"Role":"callee","Text":"[1]","Start":3)"));
    EXPECT_THAT(call.timeline,
                HasSubstr(R"({"at":3000,"kind":"key","key":"1"},{"at":3000,"kind":"state","state":"thanks"},)"
                          R"({"at":3000,"kind":"says","answers":3000,"left":3060})"));
}

TEST_F(Robot, WhoHungUpIsSaidByTheLegUnlessTheRobotDid) {
    robot_->joined(at(0), port_);
    robot_->left(at(1'000));
    EXPECT_EQ(record_of("callee", "the callee hung up").hangup_reason, "callee");
    store::Call ours = record_of("system", "hung up by admin");
    EXPECT_EQ(ours.hangup_by, "system");
    EXPECT_EQ(ours.hangup_reason, "hung up by admin");
}

TEST_F(Robot, OneThatNeverJoinedHasNothingToTell) {
    robot_->left(at(0));
    store::Call call = record_of("system", "the answer refuses the audio");
    EXPECT_EQ(call.hangup_reason, "the answer refuses the audio");
    EXPECT_EQ(call.transcript, "[]");
    EXPECT_FALSE(call.answer_latency);
}

TEST_F(Robot, SilenceEndsByItsTimer) {
    robot_->joined(at(0), port_);
    robot_->played(port_.last_playback, at(2'000), port_);
    robot_->timer_fired(port_.last_timer, at(7'000), port_);
    EXPECT_THAT(port_.asked, ElementsAre("say Will you pay?", "say Goodbye."));
}

TEST_F(Robot, WhatCouldNotBeSpokenWasNotHeard) {
    robot_->joined(at(0), port_);
    robot_->played(port_.last_playback, at(2'000), port_);
    robot_->key('1', at(3'000), port_);
    robot_->left(at(3'010));
    store::Call call = record_of("system", "no_voice");
    EXPECT_THAT(call.transcript,
                testing::AllOf(HasSubstr("Will you pay?"), HasSubstr("[1]"), testing::Not(HasSubstr("Thank you"))));
    EXPECT_EQ(call.hangup_reason, "no_voice");
}

TEST_F(Robot, TheTranscriptHoldsWhatWasHeard) {
    robot_->joined(at(0), port_);
    robot_->rendered(port_.last_playback, {{"Will you pay?", Millis(0), Millis(2'000)}});
    port_.last_departure->tell(at(30));
    robot_->key('1', at(1'000), port_);
    robot_->rendered(port_.last_playback, {{"Thank you.", Millis(0), Millis(1'000)}});
    port_.last_departure->tell(at(1'050));
    robot_->played(port_.last_playback, at(2'050), port_);
    robot_->left(at(2'050));
    std::string transcript = record_of("system", "").transcript;
    EXPECT_THAT(transcript, HasSubstr(R"({"Role":"robot","Text":"Will you pay?","Spoken":"Will you …",)"));
    EXPECT_THAT(transcript, HasSubstr(R"({"Role":"callee","Text":"[1]","Start")"));
    EXPECT_THAT(transcript, HasSubstr(R"({"Role":"robot","Text":"Thank you.","Spoken":"Thank you.",)"));
}

TEST(RobotParticipant, ARobotWaitsBeforeItsFirstWordsAndPreparesThem) {
    std::string yaml = kRobot;
    yaml.replace(yaml.find("opening_pause: 0s"), 17, "opening_pause: 700ms");
    auto loaded = dialogue::load(yaml);
    auto robot = robot_participant(std::get<0>(loaded), "{}", "+62812");
    EXPECT_EQ(robot->opening().at(0).segments.at(0).value, "Will you pay?");
    NotedPort port;
    const Time start = Time(std::chrono::hours(1));
    robot->joined(start, port);
    EXPECT_THAT(port.asked, testing::IsEmpty());
    robot->timer_fired(port.last_timer, start + Millis(700), port);
    EXPECT_THAT(port.asked, ElementsAre("say Will you pay?"));
}

/// A state that a language model runs.
class ModelRobot : public Robot {
  protected:
    void SetUp() override {
        auto loaded = dialogue::load(R"(
robot: test
language: en
opening_pause: 0s
start: talk
states:
  talk:
    say: "How can I help?"
    model: {goal: Help., otherwise: script}
  script: {say: "Goodbye.", hang_up: true}
)");
        ASSERT_TRUE(std::holds_alternative<dialogue::DefinitionPtr>(loaded));
        robot_ = robot_participant(std::get<0>(loaded), "{}", "+62812");
        robot_->joined(at(0), port_);
        robot_->played(port_.last_playback, at(1'000), port_);
        say("my parcel is late", 1'500);
    }
    void say(const std::string& words, int from) {
        robot_->speech_began(port_.last_turn, at(from), port_);
        robot_->heard(
            {.turn = port_.last_turn, .text = words, .confidence = 0.9, .start = at(from), .end = at(from + 500)},
            at(from + 500), port_);
    }
    void write(const std::string& text, int ms) {
        robot_->model_told({.question = port_.last_question.question, .text = text}, at(ms), port_);
    }
};

TEST_F(ModelRobot, TheModelIsToldWhatWasHeardOfAnInterruptedSentence) {
    write("I look for your parcel now. It left on Monday. ", 2'500);
    EXPECT_THAT(port_.asked, testing::IsSupersetOf({"say I look for your parcel now.", "prepare It left on Monday."}));
    // Its first two words were out when the callee spoke.
    robot_->rendered(port_.last_playback,
                     {{"I look", Millis(0), Millis(800)}, {"for your parcel now.", Millis(800), Millis(3'000)}});
    port_.last_departure->tell(at(2'600));
    say("wait", 3'800);
    auto& messages = port_.last_question.what.messages;
    ASSERT_EQ(messages.size(), 4u);
    EXPECT_THAT(messages[2].text, testing::StartsWith("I look"));
    EXPECT_THAT(messages[2].text, testing::EndsWith(" —"));
    EXPECT_THAT(messages[2].text, testing::Not(HasSubstr("now")));
    EXPECT_EQ(messages[3].text, "wait");
}

TEST_F(ModelRobot, TheTimelineTellsWhatTheModelDid) {
    write("Let me", 2'500);
    write(" see. ", 2'600);
    robot_->model_told({.question = port_.last_question.question,
                        .is_over = true,
                        .answer = ModelAnswer{.tokens_in = 40, .tokens_out = 2}},
                       at(2'700), port_);
    robot_->played(port_.last_playback, at(3'000), port_);
    say("and", 3'500);
    robot_->model_told({.question = port_.last_question.question, .is_over = true, .why = "HTTP status 500"}, at(4'100),
                       port_);
    robot_->played(port_.last_playback, at(5'000), port_);
    robot_->left(at(5'000));
    store::Call call = record_of("system", "");
    for (const char* entry : {R"({"at":2000,"kind":"asks_model"})", R"({"at":2500,"kind":"model_writes"})",
                              R"({"at":2700,"kind":"model","tokens":42})",
                              R"({"at":4100,"kind":"model_failed","because":"HTTP status 500"})",
                              R"({"at":4100,"kind":"left_model","because":"HTTP status 500"})"}) {
        EXPECT_THAT(call.timeline, HasSubstr(entry));
    }
    EXPECT_EQ(call.hangup_reason, "completed");
    EXPECT_THAT(call.transcript, HasSubstr("Let me see."));
}

}  // namespace
}  // namespace tiller::calls
