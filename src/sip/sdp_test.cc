#include "sip/sdp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MediaDescription ours() { return {.address = "192.0.2.9", .port = 20'000, .payloads = {8, 0}, .telephone_event = 101}; }

TEST(Sdp, WritesWhatItReads) {
    const auto read = parse_sdp(write_sdp(ours(), 7, 1));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->address, "192.0.2.9");
    EXPECT_EQ(read->port, 20'000);
    EXPECT_THAT(read->payloads, ElementsAre(8, 0));
    EXPECT_EQ(read->telephone_event, 101);
    EXPECT_EQ(read->ptime_ms, 20);
    EXPECT_TRUE(read->sends && read->receives);
}

TEST(Sdp, LinesStandInTheOrderOfRfc4566) {
    EXPECT_EQ(write_sdp(ours(), 7, 1),
              "v=0\r\no=- 7 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
              "m=audio 20000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
              "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n");
}

TEST(Sdp, StaticPayloadsNeedNoRtpmap) {
    const auto read =
        parse_sdp("v=0\no=- 1 1 IN IP4 10.0.0.1\ns=x\nc=IN IP4 10.0.0.1\nt=0 0\nm=audio 4000 RTP/AVP 0 8 18\n");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_THAT(read->payloads, ElementsAre(0, 8));
    EXPECT_EQ(read->telephone_event, -1);
}

TEST(Sdp, AStaticNumberMappedToAnotherCodecIsNotOurs) {
    const auto read = parse_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 G729/8000\r\n");
    ASSERT_TRUE(read.ok());
    EXPECT_THAT(read->payloads, ElementsAre(8));
}

TEST(Sdp, TelephoneEventOfAnotherRateIsNotTaken) {
    const auto read = parse_sdp(
        "v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 8 100 96\r\na=rtpmap:100 telephone-event/48000\r\n"
        "a=rtpmap:96 TELEPHONE-EVENT/8000\r\n");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->telephone_event, 96);
}

TEST(Sdp, TakesTheAudioAmongSeveralMediaAndItsOwnAddress) {
    const auto read = parse_sdp(
        "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\na=sendonly\r\n"
        "m=video 5000 RTP/AVP 31 34\r\nc=IN IP4 10.0.0.2\r\n"
        "m=audio 6000 RTP/SAVP 8\r\nm=audio 4000/2 RTP/AVP 8\r\nc=IN IP4 10.0.0.3/127\r\na=ptime:30\r\n");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->address, "10.0.0.3");
    EXPECT_EQ(read->port, 4000);
    EXPECT_EQ(read->ptime_ms, 30);
    EXPECT_TRUE(read->sends);
    EXPECT_FALSE(read->receives);
    EXPECT_EQ(read->position, 2u);
    EXPECT_THAT(read->refused, ElementsAre("video 0 RTP/AVP 31 34", "audio 0 RTP/SAVP 8"));
}

TEST(Sdp, AnswerNamesEveryStreamOfTheOfferInItsPlace) {
    const auto offer = parse_sdp(
        "v=0\r\nc=IN IP4 10.0.0.1\r\nm=video 5000 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 0 8 96\r\n"
        "a=rtpmap:96 telephone-event/8000\r\nm=image 0 udptl t38\r\n");
    ASSERT_TRUE(offer.ok());
    const auto answer = answer_offer(*offer, ours());
    ASSERT_TRUE(answer.ok());
    EXPECT_THAT(answer->payloads, ElementsAre(0));
    EXPECT_EQ(answer->telephone_event, 96);
    const std::string text = write_sdp(*answer, 1, 2);
    EXPECT_THAT(text, HasSubstr("t=0 0\r\nm=video 0 RTP/AVP 31\r\nm=audio 20000 RTP/AVP 0 96\r\n"));
    EXPECT_TRUE(text.ends_with("m=image 0 udptl t38\r\n")) << text;
}

TEST(Sdp, HoldTurnsTheDirectionAround) {
    auto offer = ours();
    offer.receives = false;  // sendonly
    auto answer = answer_offer(offer, ours());
    ASSERT_TRUE(answer.ok());
    EXPECT_THAT(write_sdp(*answer, 1, 2), HasSubstr("a=recvonly"));
    offer.sends = false;
    EXPECT_THAT(write_sdp(*answer_offer(offer, ours()), 1, 3), HasSubstr("a=inactive"));
}

TEST(Sdp, OldStyleHoldByAddress) {
    const auto read = parse_sdp("v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 8\r\n");
    ASSERT_TRUE(read.ok());
    EXPECT_FALSE(read->receives);
    EXPECT_TRUE(read->sends);
}

TEST(Sdp, Ipv6) {
    const auto read = parse_sdp("v=0\r\nc=IN IP6 2001:db8::1\r\nm=audio 4000 RTP/AVP 8\r\n");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->address, "2001:db8::1");
    auto v6 = ours();
    v6.address = "2001:db8::2";
    EXPECT_THAT(write_sdp(v6, 1, 1), HasSubstr("c=IN IP6 2001:db8::2\r\n"));
    v6.address = "[::1]";  // as a URI has it
    EXPECT_THAT(write_sdp(v6, 1, 1), HasSubstr("c=IN IP6 ::1\r\n"));
}

TEST(Sdp, PortZeroIsARefusedStreamAndNeedsNoAddress) {
    const auto read = parse_sdp("v=0\r\nm=audio 0 RTP/AVP 8\r\n");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->port, 0);
    EXPECT_EQ(answer_offer(*read, ours())->port, 0);
}

TEST(Sdp, NoFormatInCommonIsAnError) {
    const auto offer = parse_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 18 9\r\n");
    ASSERT_TRUE(offer.ok());
    EXPECT_THAT(offer->payloads, IsEmpty());
    EXPECT_FALSE(answer_offer(*offer, ours()).ok());
}

TEST(Sdp, RefusesWhatIsNoDescription) {
    EXPECT_FALSE(parse_sdp("").ok());
    EXPECT_FALSE(parse_sdp("hello\r\n").ok());
    EXPECT_FALSE(parse_sdp("v=0\r\nm=video 5000 RTP/AVP 31\r\n").ok());
    EXPECT_FALSE(parse_sdp("v=0\r\nm=audio 4000 RTP/AVP 8\r\n").ok()) << "no address";
    EXPECT_FALSE(parse_sdp("v=0\r\nc=IN IP4 example.org\r\nm=audio 4000 RTP/AVP 8\r\n").ok());
    EXPECT_FALSE(parse_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 99999 RTP/AVP 8\r\n").ok());
    EXPECT_FALSE(parse_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio -1 RTP/AVP 8\r\n").ok());
    EXPECT_FALSE(parse_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio\r\n").ok());
    EXPECT_FALSE(parse_sdp(std::string(70'000, 'v')).ok());
}

}  // namespace
}  // namespace tiller::sip
