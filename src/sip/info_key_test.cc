#include "sip/info_key.h"

#include <gtest/gtest.h>

namespace tiller::sip {
namespace {

TEST(InfoKey, ReadsWhatSwitchesAndPhonesSend) {
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), '5');
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal= *\r\nDuration= 250"), '*');
    EXPECT_EQ(key_of_info("Application/DTMF-Relay; charset=utf-8", "duration=100\nsignal = #\n"), '#');
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal=11\r\n"), '#');
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal=d"), 'D');
    EXPECT_EQ(key_of_info("application/dtmf", "0"), '0');
    EXPECT_EQ(key_of_info("application/dtmf", " 9\r\n"), '9');
}

TEST(InfoKey, AnyOtherInfoIsNoKey) {
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal=16\r\n"), std::nullopt) << "a hook flash";
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal=55\r\n"), std::nullopt);
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Signal="), std::nullopt);
    EXPECT_EQ(key_of_info("application/dtmf-relay", "Duration=5"), std::nullopt);
    EXPECT_EQ(key_of_info("application/dtmf-relay", ""), std::nullopt);
    EXPECT_EQ(key_of_info("application/media_control+xml", "5"), std::nullopt);
    EXPECT_EQ(key_of_info("", "5"), std::nullopt);
}

}  // namespace
}  // namespace tiller::sip
