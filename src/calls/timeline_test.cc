#include "calls/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::calls {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Time kAnswered{std::chrono::seconds(100)};

TEST(Timeline, TellsEachMomentInItsOrder) {
    Timeline timeline;
    auto departure = std::make_shared<media::Departure>();
    timeline.happened(dialogue::Answered{}, Millis(0));
    timeline.entered("question", Millis(0));
    timeline.says({.playback = 1, .utterance = {}}, departure, Millis(0));
    timeline.happened(dialogue::Digit{'1'}, Millis(900));
    timeline.stopped_saying(Millis(900));
    timeline.entered("thanks", Millis(900));
    timeline.says({.playback = 2, .utterance = {}, .answers = Millis(900)}, nullptr, Millis(901));
    timeline.left(Millis(2'000));
    departure->tell(kAnswered + Millis(80));
    EXPECT_EQ(
        timeline.to_json(kAnswered),
        R"([{"at":0,"kind":"answered"},{"at":0,"kind":"state","state":"question"},{"at":0,"kind":"says","left":80},)"
        R"({"at":900,"kind":"key","key":"1"},{"at":900,"kind":"stops"},{"at":900,"kind":"state","state":"thanks"},)"
        R"({"at":901,"kind":"says","answers":900},{"at":2000,"kind":"over"}])");
}

TEST(Timeline, WhatWasHeardIsToldWithHowSurelyAndWhatWasRejected) {
    Timeline timeline;
    timeline.happened(dialogue::SpeechBegan{1}, Millis(500));
    timeline.happened(dialogue::Heard{1, "yes please", 0.75, Millis(450), Millis(1'100)}, Millis(1'400));
    timeline.happened(dialogue::Heard{1, "", 0, Millis(1'500), Millis(1'900), "no", "my-vosk"}, Millis(2'000));
    EXPECT_EQ(timeline.to_json(kAnswered),
              R"([{"at":500,"kind":"speech"},)"
              R"({"at":1400,"kind":"heard","text":"yes please","confidence":0.75,"start":450,"end":1100},)"
              R"({"at":2000,"kind":"heard","rejected":"no","by":"my-vosk","confidence":0,"start":1500,"end":1900}])");
}

TEST(Timeline, AMomentNeverGoesBack) {
    Timeline timeline;
    timeline.happened(dialogue::Digit{'1'}, Millis(500));
    timeline.happened(dialogue::Digit{'2'}, Millis(400));
    EXPECT_THAT(timeline.to_json(kAnswered), HasSubstr(R"({"at":500,"kind":"key","key":"2"})"));
}

TEST(Timeline, ACallerWhoPressesKeysWithoutEndFillsNoStore) {
    Timeline timeline;
    for (size_t i = 0; i < 10 * Timeline::kMost; ++i) timeline.happened(dialogue::Digit{'5'}, Millis(1));
    timeline.left(Millis(2));
    std::string json = timeline.to_json(kAnswered);
    EXPECT_THAT(json, HasSubstr(R"({"at":1,"kind":"cut"}])"));
    EXPECT_THAT(json, Not(HasSubstr("over")));
    EXPECT_LT(json.size(), 40'000u);
}

}  // namespace
}  // namespace tiller::calls
