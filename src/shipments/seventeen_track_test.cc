#include "shipments/seventeen_track.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::shipments {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SeventeenTrackTest : public testing::Test {
  protected:
    struct Sent {
        std::string path, body;
        SeventeenTrack::Answered answered;
    };

    void ask(const std::string& number, bool registered = true, int64_t carrier = 3011) {
        track_->ask({number, carrier, ""}, registered, [this, number](const Result<std::optional<Shipment>>& answer) {
            std::string told = !answer ? answer.error().message : !*answer ? "nobody knows" : *(*answer)->status;
            told_.push_back(number + ": " + told);
        });
    }
    void pass(Millis time) {
        clock_.advance(time);
        track_->step();
    }
    void answer(size_t call, const std::string& accepted, const std::string& rejected = "", int status = 200) {
        sent_.at(call).answered(
            {.status = status,
             .body = fmt::format(R"({{"code":0,"data":{{"accepted":[{}],"rejected":[{}]}}}})", accepted, rejected)});
    }
    static std::string item(const std::string& number, const std::string& status) {
        return fmt::format(R"({{"number":"{}","carrier":3011,"track_info":{{"latest_status":{{"status":"{}"}}}}}})",
                           number, status);
    }
    static std::string refusal(const std::string& number, int64_t code) {
        return fmt::format(R"({{"number":"{}","error":{{"code":{},"message":"m"}}}})", number, code);
    }

    ManualClock clock_;
    std::vector<Sent> sent_;
    std::vector<std::string> told_;
    std::unique_ptr<SeventeenTrack> track_ = std::make_unique<SeventeenTrack>(
        [this](std::string path, std::string body, SeventeenTrack::Answered answered) {
            sent_.push_back({std::move(path), std::move(body), std::move(answered)});
        },
        clock_);
};

TEST_F(SeventeenTrackTest, ANewNumberIsRegisteredAndThenAskedFor) {
    ask("A1", false);
    pass(SeventeenTrack::kGather);
    ASSERT_EQ(sent_.size(), 1u);
    EXPECT_EQ(sent_[0].path, "register");
    EXPECT_EQ(sent_[0].body, R"([{"number":"A1","carrier":3011}])");
    answer(0, R"({"origin":1,"number":"A1","carrier":21051})");
    pass(SeventeenTrack::kGather);
    ASSERT_EQ(sent_.size(), 2u);
    EXPECT_EQ(sent_[1].path, "gettrackinfo");
    EXPECT_EQ(sent_[1].body, R"([{"number":"A1","carrier":21051}])") << "the carrier that was found out";
    answer(1, item("A1", "InTransit"));
    EXPECT_THAT(told_, ElementsAre("A1: InTransit"));
}

TEST_F(SeventeenTrackTest, QuestionsOfAMomentGoTogetherAndTheSameOneOnce) {
    ask("A1");
    pass(10ms);
    ask("A2");
    ask("A1");
    EXPECT_THAT(sent_, IsEmpty());
    pass(10ms);
    ASSERT_EQ(sent_.size(), 1u);
    EXPECT_EQ(sent_[0].body, R"([{"number":"A1","carrier":3011},{"number":"A2","carrier":3011}])");
    answer(0, item("A2", "Delivered") + "," + item("A1", "Exception"));
    EXPECT_THAT(told_, ElementsAre("A1: Exception", "A1: Exception", "A2: Delivered"));
}

TEST_F(SeventeenTrackTest, ACallHasFortyNumbersAndASecondThreeCalls) {
    for (int i = 0; i < 170; ++i) ask(fmt::format("N{:03}", i));
    track_->step();
    ASSERT_EQ(sent_.size(), 3u) << "full calls wait for no company";
    auto count = [](const std::string& body) { return std::count(body.begin(), body.end(), '{'); };
    for (const Sent& sent : sent_) EXPECT_EQ(count(sent.body), 40);
    pass(999ms);
    EXPECT_EQ(sent_.size(), 3u);
    pass(1ms);
    ASSERT_EQ(sent_.size(), 5u);
    EXPECT_EQ(count(sent_[4].body), 10);
}

TEST_F(SeventeenTrackTest, OneNumberOfTwoCarriersIsNotMixedUp) {
    ask("A1", true, 1);
    ask("A1", true, 2);
    pass(SeventeenTrack::kGather);
    ASSERT_EQ(sent_.size(), 2u);
    EXPECT_EQ(sent_[0].body, R"([{"number":"A1","carrier":1}])");
    EXPECT_EQ(sent_[1].body, R"([{"number":"A1","carrier":2}])");
}

TEST_F(SeventeenTrackTest, RefusalsAreUnderstood) {
    ask("known", false);
    ask("malformed", false);
    ask("quota", false);
    pass(SeventeenTrack::kGather);
    answer(0, "",
           refusal("known", -18019901) + "," + refusal("malformed", -18010012) + "," + refusal("quota", -18019908));
    EXPECT_THAT(told_, ElementsAre("malformed: nobody knows", "quota: 17TRACK: the quota is used up"));
    ask("gone");
    pass(SeventeenTrack::kGather);
    EXPECT_THAT(sent_[1].body, HasSubstr("known")) << "registered before is as good";
    answer(1, "", refusal("known", -18019909) + "," + refusal("gone", -18019902));
    EXPECT_EQ(told_.back(), "known: NotFound") << "registered, and nothing is known yet";
    pass(SeventeenTrack::kGather);
    EXPECT_EQ(sent_.at(2).path, "register") << "17TRACK has forgotten it";
}

TEST_F(SeventeenTrackTest, TooManyRequestsAreWaitedOut) {
    ask("A1");
    pass(SeventeenTrack::kGather);
    answer(0, "", "", 429);
    pass(SeventeenTrack::kPause - 1ms);
    EXPECT_EQ(sent_.size(), 1u);
    pass(1ms);
    ASSERT_EQ(sent_.size(), 2u);
    answer(1, item("A1", "Delivered"));
    EXPECT_THAT(told_, ElementsAre("A1: Delivered"));
}

TEST_F(SeventeenTrackTest, FailuresAreToldAndSilenceEnds) {
    ask("A1");
    pass(SeventeenTrack::kGather);
    sent_[0].answered({.status = 200, .body = R"({"code":-18010002,"data":{"errors":[{"message":"Invalid key."}]}})"});
    ask("A2");
    pass(SeventeenTrack::kGather);
    sent_[1].answered({.status = 0, .error = "refused"});
    ask("A3");
    pass(SeventeenTrack::kGather);
    sent_[2].answered({.status = 200, .body = "<html>"});
    ask("A4");
    pass(SeventeenTrack::kPatience);
    ask("A5");
    track_.reset();
    EXPECT_THAT(told_, ElementsAre("A1: 17TRACK: code -18010002: Invalid key.", "A2: 17TRACK: refused",
                                   "A3: 17TRACK: the answer is none of its API", "A4: 17TRACK has not answered in time",
                                   "A5: the server stops"));
}

TEST(SeventeenTrackRules, WhatIsOverIsAskedForRarely) {
    Shipment shipment;
    shipment.sub_status = "Delivered_Other";
    EXPECT_EQ(good_for(shipment), 24h);
    shipment.sub_status = "OutForDelivery_Other";
    EXPECT_EQ(good_for(shipment), 10min);
    shipment.sub_status = "InTransit_Arrival";
    EXPECT_EQ(good_for(shipment), 1h);
    shipment.sub_status.reset();
    EXPECT_EQ(good_for(shipment), 15min);
}

TEST(SeventeenTrackRules, APushIsSignedOverBodyAndKey) {
    // printf '{"event":"x"}/secret' | openssl sha256
    EXPECT_EQ(push_signature(R"({"event":"x"})", "secret"),
              "81fda0f0c6b0607c9580b0e836ad9f5000c5c32c28c10ec33f0d95a615ff61b8");
}

}  // namespace
}  // namespace tiller::shipments
