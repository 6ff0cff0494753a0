#include "sip/info_key.h"

#include <gtest/gtest.h>

namespace tiller::sip {
namespace {

using Kind = InfoContent::Kind;

char key_of(std::string_view type, std::string_view body) {
    const InfoContent content = read_info(type, body);
    return content.kind == Kind::key ? content.key : '-';
}

TEST(InfoKey, ReadsWhatSwitchesAndPhonesSend) {
    EXPECT_EQ(key_of("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), '5');
    EXPECT_EQ(key_of("application/dtmf-relay", "Signal= *\r\nDuration= 250"), '*');
    EXPECT_EQ(key_of("Application/DTMF-Relay; charset=utf-8", "duration=100\nsignal = #\n"), '#');
    EXPECT_EQ(key_of("application/dtmf-relay", "Signal=11\r\n"), '#');
    EXPECT_EQ(key_of("application/dtmf-relay", "Signal=d"), 'D');
    EXPECT_EQ(key_of("application/dtmf-relay", "7"), '7');
    EXPECT_EQ(key_of("application/dtmf", "0"), '0');
    EXPECT_EQ(key_of("application/dtmf", " 9\r\n"), '9');
    EXPECT_EQ(key_of("application/dtmf", "Signal=3"), '3');
    EXPECT_EQ(key_of("audio/telephone-event", "1"), '1');
    EXPECT_EQ(key_of("audio/telephone-event", "Signal=10\r\nDuration=100"), '*');
    EXPECT_EQ(key_of("audio/telephone-event", "d=4"), '4');
    EXPECT_EQ(key_of("application/vnd.nortelnetworks.digits", "p=Digit-Collection\r\ny=Digits\r\nd=8\r\n"), '8');
}

TEST(InfoKey, WhatIsNoKeyIsTold) {
    for (const char* body : {"Signal=16\r\n", "Signal=55\r\n", "Signal=", "Duration=5", "!", "\x01\x02\x03\x04"}) {
        EXPECT_EQ(read_info("application/dtmf-relay", body).kind, Kind::no_key) << body;
    }
}

TEST(InfoKey, AnyOtherKindIsTold) {
    for (const char* type :
         {"application/media_control+xml", "application/dtmf-relay2", "audio/telephone", "text/plain", ""}) {
        EXPECT_EQ(read_info(type, "5").kind, Kind::other_kind) << type;
    }
    EXPECT_EQ(read_info("application/dtmf-relay", "").kind, Kind::nothing);
    EXPECT_EQ(read_info("", "").kind, Kind::nothing);
}

}  // namespace
}  // namespace tiller::sip
