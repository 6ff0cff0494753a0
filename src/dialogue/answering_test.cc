#include "dialogue/answering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogue/definition.h"

namespace tiller::dialogue {
namespace {

constexpr const char* kRobot = R"(
robot: test
language: en
start: hello
variables: {Shop: {default: our shop}}
states:
  hello: {say: Hello., hang_up: true}
)";

DefinitionPtr read(const std::string& answering) {
    auto loaded = load(kRobot + answering);
    if (auto* faults = std::get_if<1>(&loaded)) throw std::runtime_error(faults->front().message);
    return std::get<0>(loaded);
}

std::vector<std::string> faults(const std::string& answering) {
    auto loaded = load(kRobot + answering);
    std::vector<std::string> out;
    if (auto* found = std::get_if<1>(&loaded)) {
        for (const auto& fault : *found) out.push_back(fault.message);
    }
    return out;
}

TEST(Answering, WithoutItNobodyMindsWhoAnswers) { EXPECT_FALSE(read("")->answering); }

TEST(Answering, DefaultsHold) {
    const auto robot = read("answering: {}\n");
    ASSERT_TRUE(robot->answering);
    EXPECT_EQ(robot->answering->settings, answering::Settings{});
    EXPECT_EQ(robot->answering->on_machine, OnMachine::talk);
}

TEST(Answering, AllFieldsAreRead) {
    const auto robot = read(R"(
answering:
  on_machine: message
  message: This is {Shop}. Please call {Callee:digits}.
  screening: This is {Shop}.
  wait_for_person: 20s
  short_greeting: 1800ms
  silence: 600ms
  long_silence: 1500ms
  longest_greeting: 8s
  nobody: 5s
  watch: 30s
)");
    const Answering& answering = *robot->answering;
    EXPECT_EQ(answering.on_machine, OnMachine::message);
    EXPECT_EQ(answering.wait_for_person, std::chrono::seconds(20));
    EXPECT_EQ(answering.settings, (answering::Settings{.short_greeting = Millis(1800),
                                                       .silence = Millis(600),
                                                       .long_silence = Millis(1500),
                                                       .longest_greeting = Millis(8000),
                                                       .nobody = Millis(5000),
                                                       .watch = Millis(30'000)}));
    const ToMachine words = words_to_machine(*robot, answering.message, {{"Callee", "12"}});
    EXPECT_EQ(words.text, "This is our shop. Please call 12.");
    EXPECT_EQ(words.utterance.language, "en");
    EXPECT_EQ(words_to_machine(*robot, answering.screening, {{"Shop", "Tiller"}}).text, "This is Tiller.");
}

TEST(Answering, ItsWordsAreReadyBeforeTheFirstCall) {
    std::vector<std::string> texts;
    for (const Utterance& prompt : prompts(*read("answering: {on_machine: message, message: Call us back.}\n")))
        texts.push_back(prompt.segments.front().value);
    EXPECT_THAT(texts, testing::Contains("Call us back."));
}

TEST(Answering, FaultsNameWhatIsWrong) {
    EXPECT_THAT(faults("answering: {on_machine: shout}\n"),
                testing::ElementsAre("on_machine \"shout\" is none of talk, hang_up, message"));
    EXPECT_THAT(faults("answering: {on_machine: message}\n"),
                testing::ElementsAre("on_machine: message needs a \"message\""));
    EXPECT_THAT(faults("answering: {message: Hello.}\n"),
                testing::ElementsAre("message is only left with on_machine: message"));
    EXPECT_THAT(faults("answering: {short_greeting: 9s}\n"),
                testing::ElementsAre("answering: longest_greeting is 6500 ms: must be 9000 to 30000 ms"));
    EXPECT_THAT(faults("answering: {loud: 1}\n"), testing::ElementsAre(testing::HasSubstr("\"loud\"")));
    EXPECT_THAT(faults("answering: {screening: 'This is {Nobody}.'}\n"),
                testing::ElementsAre(testing::HasSubstr("Nobody")));
}

}  // namespace
}  // namespace tiller::dialogue
