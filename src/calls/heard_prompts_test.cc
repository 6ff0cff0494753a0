#include "calls/heard_prompts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::calls {
namespace {

using testing::ElementsAre;

class HeardPromptsTest : public testing::Test {
  protected:
    Time at(int ms) const { return Time(std::chrono::hours(1)) + Millis(ms); }
    /// A prompt of two seconds that begins to sound at `ms`.
    void say(uint64_t playback, int ms) {
        auto departure = std::make_shared<media::Departure>();
        heard_.begin(playback, departure, at(ms));
        heard_.rendered(playback, {{"Please press", Millis(0), Millis(1000)}, {"one", Millis(1000), Millis(2000)}});
        departure->tell(at(ms));
    }
    HeardPrompts heard_;
};

TEST_F(HeardPromptsTest, APromptIsHeardAsFarAsItCame) {
    say(1, 0);
    heard_.ended(1);
    say(2, 3000);
    heard_.cut(at(3100));
    heard_.cut(at(9000));
    say(3, 10'000);
    say(4, 11'500);  // replaces it
    heard_.ended(3);
    heard_.cut(at(13'600));
    EXPECT_THAT(heard_.texts(), ElementsAre("Please press one", "Please …", "Please press one …", "Please press one"));
}

TEST_F(HeardPromptsTest, WhatNeverLeftWasNotHeard) {
    heard_.begin(1, std::make_shared<media::Departure>(), at(0));
    heard_.rendered(1, {{"Hello", Millis(0), Millis(500)}});
    heard_.cut(at(400));
    heard_.begin(2, std::make_shared<media::Departure>(), at(500));
    heard_.ended(2);  // nothing to say
    EXPECT_THAT(heard_.texts(), ElementsAre("", ""));
}

}  // namespace
}  // namespace tiller::calls
