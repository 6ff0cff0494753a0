#include "answering/timing.h"

#include <gtest/gtest.h>

namespace tiller::answering {
namespace {

class TimingTest : public testing::Test {
  protected:
    void hear(bool speech, int ms, double loud = 1000) {
        for (int i = 0; i < ms / 20; ++i) timing_.hear(speech, loud);
    }
    const Features& heard() const { return timing_.features(); }

    Timing timing_;
};

TEST_F(TimingTest, NothingSaid) {
    hear(false, 3000);
    EXPECT_FALSE(heard().lead);
    EXPECT_EQ(heard().trailing_silence, Millis(3000));
    EXPECT_EQ(heard().segments, 0);
}

TEST_F(TimingTest, AGreetingAndASilence) {
    hear(false, 600);
    hear(true, 500);
    hear(false, 800);
    EXPECT_EQ(heard().lead, Millis(600));
    EXPECT_EQ(heard().voiced, Millis(500));
    EXPECT_EQ(heard().span, Millis(500));
    EXPECT_EQ(heard().trailing_silence, Millis(800));
    EXPECT_EQ(heard().segments, 1);
}

TEST_F(TimingTest, ShortPausesDoNotPartWords) {
    hear(true, 400);
    hear(false, 160);
    hear(true, 400);
    EXPECT_EQ(heard().segments, 1);
    EXPECT_EQ(heard().voiced, Millis(960));
    hear(false, 600);
    hear(true, 300);
    EXPECT_EQ(heard().segments, 2);
    EXPECT_EQ(heard().longest_gap, Millis(600));
    EXPECT_EQ(heard().longest_segment, Millis(960));
    EXPECT_EQ(heard().span, Millis(1860));
}

TEST_F(TimingTest, AClickIsNoWord) {
    hear(false, 400);
    hear(true, 40);
    hear(false, 1000);
    hear(true, 60);
    hear(false, 1000);
    EXPECT_FALSE(timing_.has_spoken());
}

TEST_F(TimingTest, TheLevelVaries) {
    hear(true, 1000);
    EXPECT_DOUBLE_EQ(heard().level_variation, 0);
    hear(true, 1000, 3000);
    EXPECT_NEAR(heard().level_variation, 0.5, 0.02);
}

TEST_F(TimingTest, RestartForgets) {
    hear(true, 1000);
    timing_.restart();
    hear(false, 200);
    EXPECT_FALSE(timing_.has_spoken());
    EXPECT_EQ(heard().trailing_silence, Millis(200));
}

}  // namespace
}  // namespace tiller::answering
