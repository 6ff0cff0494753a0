// A state that asks where a shipment is.
#include <gmock/gmock.h>

#include <set>

#include "dialogue/run_testing.h"
#include "dialogue/shipment_words.h"
#include "model/shipment_status.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Result = ShipmentTold::Result;

constexpr std::string_view kRobot = R"(
robot: parcel
language: en
start: ask
max_call: 1m
states:
  ask:
    say: "One moment."
    shipment: {number: " {ExtraA} ", carrier: "{ExtraB}", wait: 4s, found: tell, unknown: {go: nobody, label: unknown}, failed: {go: later, label: failed}}
  tell:
    say: "It {ShipmentWords}, on {ShipmentDate} at {ShipmentTime}, in {ShipmentPlace}: {ShipmentEvent}."
    keys: {"1": ask}
  nobody: {say: "Nobody knows.", hang_up: true}
  later: {say: "Later.", hang_up: true}
)";

const ShipmentTold kOnItsWay{0, Result::found, "OutForDelivery_Other", "On the van", "Besut", "2025-01-20", "11:35:00"};

Call asked() {
    Call call(kRobot, {{"ExtraA", "N1"}, {"ExtraB", "100079"}});
    EXPECT_EQ(call.answer(), "timer 60000; ask N1 of 100079; timer 60000; say One moment.");
    return call;
}

TEST(Shipment, IsToldAfterThePromptThatCoversTheQuestion) {
    Call call = asked();
    EXPECT_EQ(call.told(kOnItsWay), "") << "the prompt is heard to its end";
    EXPECT_EQ(
        call.played(),
        "timer 60000; say It is out for delivery, on |date:2025-01-20| at |time:11:35:00|, in Besut: On the van.");
    EXPECT_EQ(call.report().slots["ShipmentStatus"], "OutForDelivery_Other");
}

TEST(Shipment, IsAwaitedWhenTheAnswerTakesLonger) {
    Call call = asked();
    call.now = 1s;
    EXPECT_EQ(call.played(), "timer 4000");
    EXPECT_THAT(call.told(kOnItsWay), HasSubstr("say It is out for delivery"));
}

TEST(Shipment, FailsWhenThePatienceIsOver) {
    Call call = asked();
    call.played();
    EXPECT_THAT(call.timer_fires(), HasSubstr("say Later."));
    EXPECT_EQ(call.told(kOnItsWay), "") << "too late";
    EXPECT_THAT(call.report().labels, ::testing::ElementsAre("failed"));
}

TEST(Shipment, UnknownAndFailedGoTheirWays) {
    Call unknown = asked();
    unknown.told({0, Result::unknown});
    EXPECT_THAT(unknown.played(), HasSubstr("say Nobody knows."));
    Call failed = asked();
    failed.played();
    EXPECT_THAT(failed.told({0, Result::failed}), HasSubstr("say Later."));
}

TEST(Shipment, WithoutANumberNobodyIsAsked) {
    Call call(kRobot, {{"ExtraB", "100079"}});
    EXPECT_EQ(call.answer(), "timer 60000; timer 60000; say One moment.");
    EXPECT_THAT(call.played(), HasSubstr("say Nobody knows."));
}

TEST(Shipment, OnlyTheAnswerToTheLastQuestionCounts) {
    Call call = asked();
    call.told(kOnItsWay);
    call.played();
    call.played();
    uint64_t first = call.query;
    EXPECT_THAT(call.key('1'), HasSubstr("ask N1"));
    ShipmentTold old = kOnItsWay;
    old.query = first;
    EXPECT_EQ(call.give(old), "");
    EXPECT_EQ(call.played(), "timer 4000") << "the answer to the first question is no answer to the second";
    EXPECT_EQ(call.report().slots.count("ShipmentStatus"), 0u) << "what was told before counts no more";
}

TEST(Shipment, KeysAreRememberedForTheNextStateThatListens) {
    Call call = asked();
    EXPECT_EQ(call.key('1'), "");
    call.told(kOnItsWay);
    call.played();
    EXPECT_THAT(call.played(), HasSubstr("ask N1"));
}

TEST(Shipment, ARobotNeedsTheFieldsThatItAsksWith) {
    auto needed = variables(*must_load(kRobot));
    ASSERT_EQ(needed.size(), 2u);
    EXPECT_TRUE(needed[0].name == "ExtraA" && needed[0].required);
    EXPECT_TRUE(needed[1].name == "ExtraB" && !needed[1].required);
}

TEST(Shipment, EverySubStatusHasWordsOfItsOwn) {
    for (std::string_view language : {"en", "id", "id-ID"}) {
        std::set<std::string_view> all{shipment_words(language, "Nonsense")};
        for (const auto& status : shipment_sub_statuses()) all.insert(shipment_words(language, status.name));
        EXPECT_EQ(all.size(), 31u) << language;
        EXPECT_EQ(all_shipment_words(language).size(), 31u);
    }
    EXPECT_EQ(shipment_words("id", "Delivered_Other"), "sudah diterima");
    EXPECT_EQ(shipment_words("idx", "Delivered_Other"), "has been delivered");
    // All of them are synthesized before the first call, those of other languages are not.
    auto texts = prompts(*must_load(kRobot));
    auto has = [&](std::string_view words) {
        return std::ranges::any_of(texts, [&](const Utterance& text) { return text.segments[0].value == words; });
    };
    EXPECT_TRUE(has("has been lost"));
    EXPECT_FALSE(has("sudah diterima"));
}

}  // namespace
}  // namespace tiller::dialogue
