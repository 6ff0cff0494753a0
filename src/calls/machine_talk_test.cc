// What a robot does when a machine answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calls/robot_participant.h"

namespace tiller::calls {
namespace {

using answering::Judgement;
using answering::Who;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kStates = R"(
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
      "1": {go: goodbye, intention: A}
  goodbye:
    say: Goodbye.
    hang_up: true
)";

class MachinePort final : public CallPort {
  public:
    void say(uint64_t playback, Utterance utterance, std::shared_ptr<media::Departure>) override {
        std::string text;
        for (auto& segment : utterance.segments) text += segment.value;
        asked.push_back("say " + text);
        last_playback = playback;
    }
    void stop_saying() override { asked.push_back("stop saying"); }
    void start_timer(uint64_t timer, Millis) override { last_timer = timer; }
    void stop_timer() override { last_timer = 0; }
    void listen(Listening) override {}
    void stop_listening() override {}
    void judge_answer(const answering::Settings& settings, const std::string& language) override {
        asked.push_back("judge " + language + " " + std::to_string(settings.silence.count()));
    }
    void prepare(Utterance) override {}
    void ask(dialogue::AskShipment) override {}
    void ask_model(dialogue::AskModel) override {}
    void stop_asking() override {}
    void hang_up() override { asked.push_back("hang up"); }

    std::vector<std::string> asked;
    uint64_t last_playback = 0, last_timer = 0;
};

class MachineTalkTest : public testing::Test {
  protected:
    void join(const std::string& answering) {
        auto loaded = dialogue::load(kStates + answering);
        ASSERT_TRUE(std::holds_alternative<dialogue::DefinitionPtr>(loaded)) << std::get<1>(loaded).front().message;
        robot_ = robot_participant(std::get<0>(loaded), R"({"Debtor":"Ani"})", "+62812");
        robot_->joined(at(0), port_);
        first_playback_ = port_.last_playback;
        port_.asked.clear();
    }
    Time at(int ms) { return Time(std::chrono::hours(1)) + Millis(ms); }
    void judge(int ms, Judgement judgement) { robot_->answer_judged(judgement, at(ms), port_); }
    store::Call report(std::string hangup_by = "system") {
        robot_->left(at(60'000));
        store::Call call{.hangup_by = std::move(hangup_by)};
        robot_->report(call);
        return call;
    }

    std::unique_ptr<Participant> robot_;
    MachinePort port_;
    uint64_t first_playback_ = 0;
};

constexpr const char* kMessage = "answering: {on_machine: message, message: 'Call us back, {Debtor}.'}\n";

TEST_F(MachineTalkTest, ARobotThatDoesNotMindJudgesNothing) {
    auto loaded = dialogue::load(kStates);
    robot_ = robot_participant(std::get<0>(loaded), "{}", "+62812");
    robot_->joined(at(0), port_);
    EXPECT_THAT(port_.asked, ElementsAre("say Will you pay?"));
    EXPECT_EQ(report().message_left, std::nullopt);
}

TEST_F(MachineTalkTest, TheAnswerIsJudgedFromTheBeginBySettingsOfTheRobot) {
    auto loaded = dialogue::load(std::string(kStates) + "answering: {silence: 700ms}\n");
    ASSERT_TRUE(std::holds_alternative<dialogue::DefinitionPtr>(loaded));
    robot_ = robot_participant(std::get<0>(loaded), "{}", "+62812");
    robot_->joined(at(0), port_);
    EXPECT_THAT(port_.asked, ElementsAre("judge en 700", "say Will you pay?"));
}

TEST_F(MachineTalkTest, APersonIsTalkedToAsEver) {
    join(kMessage);
    judge(1500, {.verdict = {.who = Who::person}});
    judge(6000, {.verdict = {.who = Who::unsure}});
    EXPECT_THAT(port_.asked, IsEmpty());
    EXPECT_EQ(report("callee").message_left, std::nullopt);
}

TEST_F(MachineTalkTest, HangsUpOnAMachine) {
    join("answering: {on_machine: hang_up}\n");
    judge(6500, {.verdict = {.who = Who::mailbox}});
    EXPECT_THAT(port_.asked, ElementsAre("stop saying", "hang up"));
    const store::Call call = report();
    EXPECT_EQ(call.hangup_by, "robot");
    EXPECT_EQ(call.hangup_reason, "machine");
    EXPECT_EQ(call.message_left, std::nullopt);
}

TEST_F(MachineTalkTest, LeavesAMessageWhenTheMachineListens) {
    join(kMessage);
    judge(6500, {.verdict = {.who = Who::mailbox}});
    EXPECT_THAT(port_.asked, ElementsAre("stop saying"));
    robot_->played(first_playback_, at(6600), port_);  // it crossed
    robot_->key('1', at(7000), port_);
    judge(9000, {.verdict = {.who = Who::mailbox}, .may_leave_message = true});
    EXPECT_THAT(port_.asked, ElementsAre("stop saying", "say Call us back, Ani."));
    judge(9500, {.verdict = {.who = Who::mailbox}, .may_leave_message = true});
    robot_->played(port_.last_playback, at(11'000), port_);
    EXPECT_THAT(port_.asked, ElementsAre("stop saying", "say Call us back, Ani.", "hang up"));
    const store::Call call = report();
    EXPECT_EQ(call.message_left, true);
    EXPECT_EQ(call.hangup_reason, "machine");
    EXPECT_EQ(call.intention, "");
    EXPECT_THAT(call.transcript, HasSubstr(R"("Text":"Call us back, Ani.","Start":9)"));
}

TEST_F(MachineTalkTest, AMessageThatIsCutShortWasNotLeft) {
    join(kMessage);
    judge(6500, {.verdict = {.who = Who::mailbox}, .may_leave_message = true});
    EXPECT_EQ(report("callee").message_left, false);
}

TEST_F(MachineTalkTest, AMachineThatNeverListensIsHungUpOn) {
    join(kMessage);
    judge(6500, {.verdict = {.who = Who::menu}});
    robot_->timer_fired(port_.last_timer, at(96'500), port_);
    EXPECT_THAT(port_.asked, ElementsAre("stop saying", "hang up"));
    EXPECT_EQ(report().message_left, false);
}

TEST_F(MachineTalkTest, AScreeningMachineIsToldWhoCallsAndThePersonGetsTheGreeting) {
    join("answering: {screening: This is Tiller.}\n");
    judge(5000, {.verdict = {.who = Who::screening}});
    judge(8000, {.verdict = {.who = Who::screening}, .may_leave_message = true});
    robot_->played(port_.last_playback, at(9000), port_);
    judge(14'000, {.verdict = {.who = Who::screening}, .may_leave_message = true, .was_answered_back = true});
    EXPECT_THAT(port_.asked, ElementsAre("stop saying", "say This is Tiller.", "say Will you pay?"));
    robot_->key('1', at(16'000), port_);
    robot_->played(port_.last_playback, at(18'000), port_);
    const store::Call call = report();
    EXPECT_EQ(call.hangup_reason, "completed");
    EXPECT_EQ(call.intention, "A");
    EXPECT_THAT(call.transcript, testing::MatchesRegex(".*Will you pay.*This is Tiller.*Will you pay.*"));
}

TEST_F(MachineTalkTest, APersonWhoIsScreenedIsNotWaitedForForever) {
    join("answering: {screening: This is Tiller.}\n");
    judge(8000, {.verdict = {.who = Who::screening}, .may_leave_message = true});
    robot_->played(port_.last_playback, at(9000), port_);
    robot_->timer_fired(port_.last_timer, at(39'000), port_);
    EXPECT_EQ(port_.asked.back(), "hang up");
}

TEST_F(MachineTalkTest, WithoutAWordForScreeningItIsAMachineAsAnyOther) {
    join("answering: {}\n");
    judge(8000, {.verdict = {.who = Who::screening}, .may_leave_message = true});
    EXPECT_THAT(port_.asked, IsEmpty());
}

}  // namespace
}  // namespace tiller::calls
