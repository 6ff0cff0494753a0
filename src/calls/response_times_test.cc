#include "calls/response_times.h"

#include <gtest/gtest.h>

namespace tiller::calls {
namespace {

using namespace std::chrono_literals;

dialogue::Say say(std::optional<Millis> answers) { return {.playback = 1, .utterance = {}, .answers = answers}; }

class ResponseTimesTest : public testing::Test {
  protected:
    const ResponseTimes::Time answered_ = ResponseTimes::Time(1h);
    ResponseTimes times_;
};

TEST_F(ResponseTimesTest, TheFirstPromptCountsFromTheAnswerTheOthersFromTheTurn) {
    auto greeting = times_.expect(say({}));
    ASSERT_TRUE(greeting);
    times_.settle(answered_);
    EXPECT_FALSE(times_.answer()) << "it has not left yet";
    greeting->tell(answered_ + 31ms);
    times_.settle(answered_);
    times_.settle(answered_);
    EXPECT_EQ(times_.answer(), 31ms);
    EXPECT_FALSE(times_.expect(say({}))) << "the robot goes on by itself: nobody waits";
    for (const Millis latency : {20ms, 1500ms}) {
        times_.expect(say(9s))->tell(answered_ + 9s + latency);
        times_.settle(answered_);
    }
    EXPECT_EQ(times_.turns_json(), "[20,1500]");
    EXPECT_EQ(times_.answer(), 31ms);
}

TEST_F(ResponseTimesTest, APromptThatWasReplacedBeforeItBeganIsNotCounted) {
    auto stopped = times_.expect(say(1s));
    auto next = times_.expect(say(2s));
    stopped->tell(answered_ + 3s);
    times_.settle(answered_);
    EXPECT_EQ(times_.turns_json(), "[]");
    next->tell(answered_ + 2010ms);
    times_.settle(answered_);
    EXPECT_EQ(times_.turns_json(), "[10]");
    EXPECT_FALSE(times_.answer()) << "the callee spoke first";
}

}  // namespace
}  // namespace tiller::calls
