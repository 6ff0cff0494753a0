// Requests of a peer that are no offers: what is served, what is refused, what is garbage.
#include "sip/peer_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(PeerTest, ATransferIsRefusedAndNotInAllow) {
    const RawMessage invite = connect();
    EXPECT_THAT(invite.header("Allow"), Not(HasSubstr("REFER")));
    peer.request(invite, "REFER", 1, "Refer-To: <sip:agent@127.0.0.1>\r\n");
    const RawMessage answer = peer.expect("SIP/2.0");
    EXPECT_THAT(answer.first_line(), StartsWith("SIP/2.0 405"));
    EXPECT_EQ(answer.header("Allow"), invite.header("Allow"));
    end_by_peer(invite, 2);
}

TEST_F(PeerTest, WhatNobodyServesIsRefused) {
    phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");  // tells where we are
    peer.respond(invite, "486 Busy Here");
    phone.heard.expect("ended");
    RawMessage stranger = invite;
    const size_t at = stranger.text.find("Call-ID:");
    stranger.text.replace(at, stranger.text.find('\r', at) - at, "Call-ID: stranger");
    int cseq = 0;
    const auto answer_to = [&](const std::string& method) {
        peer.request(stranger, method, ++cseq, "Event: presence\r\nRefer-To: <sip:a@127.0.0.1>\r\n");
        RawMessage answer = peer.expect("SIP/2.0");
        while (answer.header("CSeq") != std::to_string(cseq) + " " + method && !HasFailure())
            answer = peer.expect("SIP/2.0");
        return answer.first_line().substr(8, 3);
    };
    for (const char* method : {"MESSAGE", "SUBSCRIBE", "NOTIFY", "REFER", "PUBLISH", "REGISTER"}) {
        EXPECT_EQ(answer_to(method), "405") << method;
    }
    for (const char* method : {"INFO", "BYE", "UPDATE", "PRACK"}) EXPECT_EQ(answer_to(method), "481") << method;
    EXPECT_EQ(answer_to("DANCE"), "501");
    while (auto more = peer.receive(Millis(300))) EXPECT_EQ(more->method(), "ACK") << more->text;
}

TEST_F(PeerTest, KeysByInfoAreAnsweredAndToldOnceEach) {
    const RawMessage invite = connect();
    const std::string relay = "Content-Type: application/dtmf-relay\r\n";
    peer.request(invite, "INFO", 2, relay, "Signal=5\r\nDuration=160\r\n");
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), StartsWith("SIP/2.0 200"));
    EXPECT_EQ(phone.heard.expect("key").code, '5');
    peer.request(invite, "INFO", 2, relay, "Signal=5\r\nDuration=160\r\n");  // as if our 200 had been lost
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), StartsWith("SIP/2.0 200"));
    peer.request(invite, "INFO", 3, "Content-Type: application/media_control+xml\r\n", "<media_control/>");
    const RawMessage unknown = peer.expect("SIP/2.0");
    EXPECT_THAT(unknown.first_line(), StartsWith("SIP/2.0 415"));
    EXPECT_THAT(unknown.header("Accept"), HasSubstr("application/dtmf-relay"));
    peer.request(invite, "INFO", 4, "Content-Type: application/dtmf\r\n", "#");
    EXPECT_EQ(phone.heard.expect("key").code, '#') << "the repeated 5 and the other INFO told nothing";
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), StartsWith("SIP/2.0 200"));
    peer.request(invite, "INFO", 5, "Content-Type: audio/telephone-event\r\n", "1");
    EXPECT_EQ(phone.heard.expect("key").code, '1');
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), StartsWith("SIP/2.0 200"));
    peer.request(invite, "INFO", 6, relay, "Signal=16\r\n");
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), StartsWith("SIP/2.0 400"));
    peer.request(invite, "INFO", 7);
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), StartsWith("SIP/2.0 200")) << "a sign of life";
    EXPECT_EQ(phone.heard.count("key"), 3u);
    end_by_peer(invite, 8);
}

TEST_F(PeerTest, GarbageIsSurvived) {
    phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    for (std::string junk : {std::string(1, '\0'), std::string("\r\n\r\n"), std::string("SIP/2.0 200\r\n\r\n"),
                             std::string("INVITE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP\r\n\r\n"), std::string(3000, 'A'),
                             std::string("\x00\x01\x00\x00\x21\x12\xa4\x42", 8)}) {
        peer.send(junk, invite.from);
    }
    peer.respond(invite, "486 Busy Here");
    EXPECT_EQ(phone.heard.expect("ended").code, 486);
}

}  // namespace
}  // namespace tiller::sip
