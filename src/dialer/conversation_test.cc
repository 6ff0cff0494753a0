#include "dialer/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::dialer {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

TEST(Conversation, KeysAreHeardOneWayOnly) {
    Conversation by_rtp, by_info;
    EXPECT_TRUE(by_rtp.hears_by(KeyWay::rtp));
    EXPECT_FALSE(by_rtp.hears_by(KeyWay::info)) << "the same key, told again";
    EXPECT_TRUE(by_rtp.hears_by(KeyWay::rtp));
    EXPECT_TRUE(by_info.hears_by(KeyWay::info));
    EXPECT_FALSE(by_info.hears_by(KeyWay::rtp));
    EXPECT_TRUE(by_info.hears_by(KeyWay::info));
}

TEST(Conversation, ARowIsTheRobotsValues) {
    EXPECT_THAT(values_of(R"({"Debtor":" Ani ","LoanAmount":65,"Comments":null,"Mobile":"+62 812"})", "+62812"),
                UnorderedElementsAre(Pair("Debtor", "Ani"), Pair("LoanAmount", "65"), Pair("Mobile", "+62 812"),
                                     Pair("Callee", "+62812")));
    // A number that came as Callee, or as null, is the robot's Mobile too.
    EXPECT_THAT(values_of(R"({"Mobile":null})", "+62812"),
                UnorderedElementsAre(Pair("Mobile", "+62812"), Pair("Callee", "+62812")));
}

}  // namespace
}  // namespace tiller::dialer
