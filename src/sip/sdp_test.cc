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

std::string of_audio(const std::string& connection, const std::string& session = "c=IN IP4 10.0.0.1\r\n") {
    return "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\n" + session + "t=0 0\r\nm=audio 4000 RTP/AVP 8\r\n" + connection;
}

TEST(Sdp, OnlyTheAddressThatIsUsedMatters) {
    for (const char* other : {"media.example.net", "224.2.1.1", "0.0.0.0", "what?", "10.0.0.300"}) {
        const auto read = parse_sdp(of_audio("c=IN IP4 10.0.0.3\r\n", std::string("c=IN IP4 ") + other + "\r\n"));
        ASSERT_TRUE(read.ok()) << other << ": " << read.error().message;
        EXPECT_EQ(read->address, "10.0.0.3");
        EXPECT_TRUE(read->receives);
    }
    const auto video = parse_sdp(of_audio("m=video $ RTP/AVP 31\r\nc=IN IP4 nowhere.example\r\n"));
    ASSERT_TRUE(video.ok()) << video.error().message;
    EXPECT_EQ(video->address, "10.0.0.1");
    EXPECT_THAT(video->refused, ElementsAre("video 0 RTP/AVP 31"));
}

TEST(Sdp, NoAudioGoesToAddressesThatAreNoHosts) {
    const std::vector<std::pair<const char*, const char*>> faults{{"IN IP4 224.2.1.1/127/3", "multicast"},
                                                                  {"IN IP4 239.255.255.250", "multicast"},
                                                                  {"IN IP6 ff15::101/3", "multicast"},
                                                                  {"IN IP6 ::ffff:224.0.0.1", "multicast"},
                                                                  {"IN IP4 255.255.255.255", "broadcast"},
                                                                  {"IN IP4 0.1.2.3", "is no host's address"},
                                                                  {"IN IP4 250.0.0.1", "reserved"},
                                                                  {"IN IP4 10.0.0.300", "holds no address"},
                                                                  {"IN IP4 010.0.0.1", "holds no address"},
                                                                  {"IN IP4 a_host!", "holds no address"},
                                                                  {"IN IP4", "c= is not"},
                                                                  {"ATM NSAP 47.0091", "c= is not"}};
    for (const auto& [connection, words] : faults) {
        const auto read = parse_sdp(of_audio("", std::string("c=") + connection + "\r\n"));
        ASSERT_FALSE(read.ok()) << connection;
        EXPECT_THAT(read.error().message, HasSubstr(words)) << connection;
    }
    EXPECT_TRUE(parse_sdp("v=0\r\nc=IN IP4 224.2.1.1\r\nm=audio 0 RTP/AVP 8\r\n").ok()) << "a refused stream has none";
}

TEST(Sdp, AddressesAreReadHoweverTheyAreWritten) {
    const std::vector<std::pair<const char*, const char*>> spellings{
        {"in ip4 10.0.0.7", "10.0.0.7"},       {"IN  IP4\t10.0.0.7 ", "10.0.0.7"},
        {"IN IP4 10.0.0.7/127", "10.0.0.7"},   {"IN IP6 10.0.0.7", "10.0.0.7"},
        {"IN IP4 2001:db8::1", "2001:db8::1"}, {"IN IP6 [2001:db8::1]", "2001:db8::1"},
        {"IN IP6 ::ffff:10.0.0.7", "10.0.0.7"}};
    for (const auto& [connection, address] : spellings) {
        const auto read = parse_sdp(of_audio("", std::string("c=") + connection + "\r\n"));
        ASSERT_TRUE(read.ok()) << connection << ": " << read.error().message;
        EXPECT_EQ(read->address, address) << connection;
    }
}

TEST(Sdp, NoAddressIsHold) {
    for (const char* connection :
         {"IN IP4 0.0.0.0", "IN IP6 ::", "IN IP6 [::]", "IN IP6 hold.invalid", "IN IP4 Invalid"}) {
        const auto read = parse_sdp(of_audio("", std::string("c=") + connection + "\r\n"));
        ASSERT_TRUE(read.ok()) << connection << ": " << read.error().message;
        EXPECT_FALSE(read->receives) << connection;
        EXPECT_TRUE(read->address == "0.0.0.0" || read->address == "::") << read->address;
    }
}

TEST(Sdp, AHostsNameIsToBeLookedUp) {
    const std::string named = of_audio("", "c=IN IP4 Media-1.example.net\r\n");
    EXPECT_FALSE(parse_sdp(named).ok());
    EXPECT_THAT(parse_sdp(named).error().message, HasSubstr("media-1.example.net"));
    const auto host = host_to_look_up(named);
    ASSERT_TRUE(host.has_value());
    EXPECT_EQ(host->name, "media-1.example.net");
    EXPECT_FALSE(host->v6);
    const auto read = parse_sdp(with_address(named, *host, "192.0.2.7"));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->address, "192.0.2.7");
    EXPECT_EQ(with_address(named, *host, "192.0.2.7"), of_audio("", "c=IN IP4 192.0.2.7\r\n"));
    EXPECT_EQ(with_address(named, *host, "2001:db8::1"), of_audio("", "c=IN IP6 2001:db8::1\r\n"));
    EXPECT_EQ(with_address("v=0\rc=IN IP4 a.b\rs=-", {"a.b"}, "192.0.2.7"), "v=0\rc=IN IP4 192.0.2.7\rs=-");

    EXPECT_TRUE(host_to_look_up(of_audio("c=IN IP6 six.example\r\n"))->v6);
    EXPECT_FALSE(host_to_look_up(of_audio("")).has_value());
    EXPECT_FALSE(host_to_look_up(of_audio("", "c=IN IP4 0.0.0.0\r\n")).has_value());
    EXPECT_FALSE(host_to_look_up("v=0\r\nc=IN IP4 a.example\r\nm=audio 0 RTP/AVP 8\r\n").has_value()) << "refused";
    EXPECT_FALSE(host_to_look_up("hello").has_value());
}

TEST(Sdp, NumbersWithoutRtpmapAreThoseOfOurOffer) {
    const std::string answer = "v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 8 101\r\na=fmtp:101 0-15\r\n";
    EXPECT_EQ(parse_sdp(answer, 101)->telephone_event, 101);
    EXPECT_EQ(parse_sdp(answer)->telephone_event, -1) << "nobody has said what 101 is";
    EXPECT_EQ(parse_sdp(answer, 96)->telephone_event, -1);
    EXPECT_EQ(parse_sdp(answer + "a=rtpmap:101 speex/8000\r\n", 101)->telephone_event, -1);
    EXPECT_EQ(parse_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 8\r\n", 101)->telephone_event, -1);
}

TEST(Sdp, ReadsSloppyWriting) {
    const auto read = parse_sdp(
        "v=0\ro=-\rs=\rgarbage\rc=IN IP4 10.0.0.1\r\n  m=Audio 4000 rtp/avp 0\t8  96\r\nA\r\na=RtpMap: 8 PCMA / 8000 / "
        "1\r\n"
        "a=rtpmap:0 PCMU\r\na=rtpmap:96 telephone-event\r\na=SENDONLY\r\n");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_THAT(read->payloads, ElementsAre(0, 8));
    EXPECT_EQ(read->telephone_event, 96);
    EXPECT_FALSE(read->receives);
}

TEST(Sdp, TakesTheAudioThatCanBeUsed) {
    const auto read = parse_sdp(
        "v=0\r\nm=audio 4000 RTP/AVP 8\r\nc=IN IP4 224.1.1.1\r\nm=audio 4002 RTP/AVP 96\r\nc=IN IP4 10.0.0.2\r\n"
        "m=audio 4004 RTP/AVP 8\r\nc=IN IP4 10.0.0.3\r\n");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->port, 4004);
    EXPECT_EQ(read->position, 2u);
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
