#include "dialer/conversation.h"

#include <gtest/gtest.h>

namespace tiller::dialer {
namespace {

TEST(Conversation, KeysAreHeardOneWayOnly) {
    Conversation by_rtp, by_info;
    EXPECT_TRUE(by_rtp.hears_by(KeyWay::rtp));
    EXPECT_FALSE(by_rtp.hears_by(KeyWay::info)) << "the same key, told again";
    EXPECT_TRUE(by_rtp.hears_by(KeyWay::rtp));
    EXPECT_TRUE(by_info.hears_by(KeyWay::info));
    EXPECT_FALSE(by_info.hears_by(KeyWay::rtp));
    EXPECT_TRUE(by_info.hears_by(KeyWay::info));
}

}  // namespace
}  // namespace tiller::dialer
