// Offers of a peer within a call: hold, renegotiation, refreshes, early media that moves.
#include "sip/peer_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;

TEST_F(PeerTest, HoldIsAnsweredAndTold) {
    const RawMessage invite = connect();
    std::string hold = some_sdp(5002);
    hold.replace(hold.find("sendrecv"), 8, "sendonly");
    peer.request(invite, "INVITE", 1, {}, hold);
    RawMessage answer = peer.expect("SIP/2.0");
    while (!answer.first_line().starts_with("SIP/2.0 200")) answer = peer.expect("SIP/2.0");
    EXPECT_THAT(answer.body(), HasSubstr("a=recvonly"));
    EXPECT_THAT(answer.body(), HasSubstr("m=audio 4000 RTP/AVP 8 101"));
    EXPECT_THAT(answer.body(), HasSubstr("o=- 7 2 IN IP4"));
    EXPECT_EQ(phone.heard.expect("changed").sdp, hold);
    peer.request(invite, "ACK", 1);
    end_by_peer(invite, 2);
}

// RFC 6337 section 5.1: transfers hold, and then ask for an offer.
TEST_F(PeerTest, AnOfferOnRequestSaysAllThatWeCanDo) {
    const RawMessage invite = connect();
    const auto answer_to = [&](int cseq, const std::string& sdp) {
        peer.request(invite, "INVITE", cseq, {}, sdp);
        RawMessage answer = peer.expect("SIP/2.0");
        while (!answer.first_line().starts_with("SIP/2.0 200")) answer = peer.expect("SIP/2.0");
        return answer.body();
    };
    std::string hold =
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=video 5006 RTP/AVP 31\r\nm=audio 5000 RTP/AVP 0\r\na=sendonly\r\n";
    EXPECT_THAT(answer_to(1, hold), HasSubstr("m=audio 4000 RTP/AVP 0\r\n"));
    peer.request(invite, "ACK", 1);
    EXPECT_EQ(phone.heard.expect("changed").sdp, hold);

    const std::string offer = answer_to(2, "");
    EXPECT_THAT(offer, HasSubstr("o=- 7 3 IN IP4"));
    EXPECT_THAT(offer, HasSubstr("m=video 0 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 8 0 101\r\n"));
    EXPECT_THAT(offer, HasSubstr("a=sendrecv"));
    peer.request(invite, "ACK", 2, {}, some_sdp(5004));
    EXPECT_EQ(phone.heard.expect("changed").sdp, some_sdp(5004));
    EXPECT_EQ(answer_to(3, ""), offer) << "nothing has changed: the same version";
    peer.request(invite, "ACK", 3, {}, some_sdp(5004));
    phone.heard.expect("changed");
    end_by_peer(invite, 4);
}

TEST_F(PeerTest, RefreshWithoutOfferGetsOurSdpAndUpdateIsAnswered) {
    const RawMessage invite = connect();
    peer.request(invite, "INVITE", 1);
    RawMessage answer = peer.expect("SIP/2.0");
    while (!answer.first_line().starts_with("SIP/2.0 200")) answer = peer.expect("SIP/2.0");
    EXPECT_EQ(answer.body(), some_sdp(4000));
    peer.request(invite, "ACK", 1, {}, some_sdp(5004));
    EXPECT_EQ(phone.heard.expect("changed").sdp, some_sdp(5004));

    peer.request(invite, "UPDATE", 2);
    answer = peer.expect("SIP/2.0");
    while (answer.header("CSeq") != "2 UPDATE") answer = peer.expect("SIP/2.0");
    EXPECT_THAT(answer.first_line(), HasSubstr("200"));
    end_by_peer(invite, 3);
}

// RFC 4028: the answer makes us the one who refreshes the session, as many carriers' border elements do.
TEST_F(PeerTest, WeRefreshASessionThatTheAnswerLimits) {
    leg = phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    const std::string timer = "Require: timer\r\nSession-Expires: 2;refresher=uac\r\n";
    peer.respond(invite, "200 OK", timer, some_sdp(5000));
    peer.expect("ACK");
    phone.heard.expect("answered");

    const RawMessage refresh = peer.expect("INVITE");
    EXPECT_EQ(refresh.body(), some_sdp(4000));
    EXPECT_THAT(refresh.header("Session-Expires"), HasSubstr("2;refresher=uac"));
    EXPECT_THAT(refresh.header("To"), HasSubstr("tag=peer"));
    // The peer may move while it is asked.
    peer.respond(refresh, "200 OK", timer, some_sdp(5002));
    peer.expect("ACK");
    EXPECT_EQ(phone.heard.expect("changed").sdp, some_sdp(5002));

    peer.respond(peer.expect("INVITE"), "200 OK", timer, some_sdp(5002));
    peer.expect("ACK");
    EXPECT_EQ(phone.heard.count("changed"), 1u) << "nothing changed this time";
    EXPECT_EQ(phone.heard.count("ended"), 0u);
    end_by_peer(invite, 1);
}

// A stream that was switched off, or narrowed to one format, may come back as wide as it was.
TEST_F(PeerTest, WhatWasLeftOutOfAnAnswerIsNotLostForTheNext) {
    const RawMessage invite = connect();
    int cseq = 0;
    const auto answer_to = [&](const std::string& offer) {
        peer.request(invite, "INVITE", ++cseq, {}, offer);
        RawMessage answer = peer.expect("SIP/2.0");
        while (!answer.first_line().starts_with("SIP/2.0 200")) answer = peer.expect("SIP/2.0");
        peer.request(invite, "ACK", cseq);
        EXPECT_EQ(phone.heard.expect("changed").sdp, offer);
        return answer.body();
    };
    const std::string head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    EXPECT_THAT(answer_to(head + "m=audio 0 RTP/AVP 8\r\n"), HasSubstr("m=audio 0 RTP/AVP 8\r\n"));
    const std::string other = answer_to(head + "m=audio 5004 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n");
    EXPECT_THAT(other, HasSubstr("m=audio 4000 RTP/AVP 0 96\r\n"));
    EXPECT_THAT(other, HasSubstr("o=- 7 3 "));
    end_by_peer(invite, ++cseq);
}

TEST_F(PeerTest, AnUpdateBeforeTheAnswerTakesThePlaceOfEarlyMedia) {
    phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    peer.respond(invite, "183 Session Progress", "Require: 100rel\r\nRSeq: 1\r\n", some_sdp(5000));
    phone.heard.expect("ringing");
    peer.respond(peer.expect("PRACK"), "200 OK");
    peer.request(invite, "UPDATE", 1, {}, some_sdp(5006));
    phone.heard.expect("changed");
    RawMessage answer = peer.expect("SIP/2.0");
    while (answer.header("CSeq") != "1 UPDATE") answer = peer.expect("SIP/2.0");
    EXPECT_THAT(answer.first_line(), HasSubstr("200"));
    peer.respond(invite, "200 OK");
    peer.expect("ACK");
    EXPECT_EQ(phone.heard.expect("answered").sdp, some_sdp(5006));
    end_by_peer(invite, 2);
}

TEST_F(PeerTest, OfferThatCannotBeMetIs488AndTheCallGoesOn) {
    const RawMessage invite = connect();
    peer.request(
        invite, "INVITE", 1, {},
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 18\r\n");
    RawMessage answer = peer.expect("SIP/2.0");
    while (answer.first_line().starts_with("SIP/2.0 1")) answer = peer.expect("SIP/2.0");
    EXPECT_THAT(answer.first_line(), HasSubstr("488"));
    EXPECT_THAT(answer.header("Warning"), HasSubstr("no audio format in common"));
    EXPECT_EQ(phone.heard.count("ended"), 0u);
    end_by_peer(invite, 2);
}

}  // namespace
}  // namespace tiller::sip
