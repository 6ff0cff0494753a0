// A call to a peer that a stack would not play, begun and ended: silence, glare, forks, answers that lead nowhere.
#include <future>

#include "sip/peer_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(PeerTest, InviteSaysWhoCallsAndWhereToAnswer) {
    phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    const std::string here = "127.0.0.1:" + std::to_string(phone.endpoint->port());
    EXPECT_THAT(invite.first_line(), StartsWith("INVITE sip:+6281200000001@127.0.0.1:" + std::to_string(peer.port())));
    EXPECT_THAT(invite.header("From"), StartsWith("<sip:+622150000000@127.0.0.1>;tag="));
    EXPECT_EQ(invite.header("To"), "<sip:+6281200000001@127.0.0.1>");
    EXPECT_EQ(invite.header("P-Asserted-Identity"), "<sip:+622150000000@127.0.0.1>");
    EXPECT_EQ(invite.header("Contact"), "<sip:robot@" + here + ">");
    EXPECT_THAT(invite.header("Via"), HasSubstr(here + ";"));
    EXPECT_EQ(invite.header("Call-ID"), "abc@127.0.0.1");
    EXPECT_EQ(invite.header("User-Agent"), "Tiller");
    EXPECT_EQ(invite.header("Content-Type"), "application/sdp");
    EXPECT_THAT(invite.header("Supported"), HasSubstr("100rel"));
    EXPECT_EQ(invite.body(), some_sdp(4000));
    peer.respond(invite, "486 Busy Here");
    EXPECT_EQ(phone.heard.expect("ended").code, 486);
}

TEST_F(PeerTest, SilentPeerIs408WithoutRinging) {
    phone.endpoint->invite(call_to({peer.address()}));
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 408);
    EXPECT_FALSE(ended.had_ringing);
    EXPECT_EQ(ended.by, EndedBy::system);
}

TEST_F(PeerTest, EarlyMediaAndReliableProvisional) {
    phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    peer.respond(invite, "183 Session Progress", "Require: 100rel\r\nRSeq: 1\r\n", some_sdp(5000));
    const auto ringing = phone.heard.expect("ringing");
    EXPECT_EQ(ringing.code, 183);
    EXPECT_EQ(ringing.sdp, some_sdp(5000));
    const RawMessage prack = peer.expect("PRACK");
    EXPECT_THAT(prack.header("RAck"), StartsWith("1 "));
    peer.respond(prack, "200 OK");
    peer.respond(invite, "200 OK");
    peer.expect("ACK");
    EXPECT_EQ(phone.heard.expect("answered").sdp, some_sdp(5000)) << "the answer stood in the reliable 183";
    end_by_peer(invite, 1);
}

TEST_F(PeerTest, CancelWaitsForTheFirstProvisional) {
    leg = phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    phone.endpoint->hang_up(leg, "changed our mind");
    while (auto early = peer.receive(Millis(300))) EXPECT_EQ(early->method(), "INVITE");
    peer.respond(invite, "180 Ringing");
    const RawMessage cancel = peer.expect("CANCEL");
    EXPECT_THAT(cancel.header("Reason"), HasSubstr("changed our mind"));
    peer.respond(cancel, "200 OK");
    peer.respond(invite, "487 Request Terminated");
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 487);
    EXPECT_EQ(ended.by, EndedBy::us);
    EXPECT_EQ(phone.heard.count("ringing"), 0u);
}

TEST_F(PeerTest, AnswerThatCrossesOurCancelIsHungUp) {
    leg = phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    peer.respond(invite, "180 Ringing");
    phone.heard.expect("ringing");
    phone.endpoint->hang_up(leg);
    peer.respond(peer.expect("CANCEL"), "200 OK");
    peer.respond(invite, "200 OK", {}, some_sdp(5000));
    peer.expect("ACK");
    peer.respond(peer.expect("BYE"), "200 OK");
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 200);
    EXPECT_EQ(ended.by, EndedBy::us);
    EXPECT_FALSE(ended.without_talk);
    EXPECT_EQ(phone.heard.count("answered"), 0u);
}

// Whatever the answer says, its sender must hear that nobody is there.
TEST_F(PeerTest, AnAnswerThatLeadsNowhereGetsAckAndByeByWayOfTheServer) {
    const std::vector<std::pair<std::string, const char*>> contacts{
        {"", "it has no Contact that can be read"},
        {"Contact: <tel:+6281200000001>\r\n", "its Contact is no SIP address"},
        {"Contact: *\r\n", "its Contact is no SIP address"},
        {"Contact: <<>\r\n", "its Contact is no SIP address"},
        {"Contact: <sips:callee@127.0.0.1>\r\n", "over TLS, which is not set up"},
        {"Contact: <sip:callee@127.0.0.1;transport=TLS>\r\n", "over TLS, which is not set up"},
        {"Contact: <sip:callee@[::1]>\r\n", "and we have no IPv6"},
        {"Contact: <sip:callee@127.0.0.1>\r\nRecord-Route: <tel:1>\r\n", "its Record-Route is no SIP address"},
    };
    for (const auto& [line, why] : contacts) {
        SCOPED_TRACE(line);
        peer.contact_line = line;
        leg = phone.endpoint->invite(call_to({peer.address()}));
        peer.respond(peer.expect("INVITE"), "200 OK", {}, some_sdp(5000));
        EXPECT_THAT(peer.expect("ACK").header("To"), HasSubstr("tag=peer"));
        const RawMessage bye = peer.expect("BYE");
        EXPECT_THAT(bye.header("Reason"), HasSubstr("the answer leads nowhere"));
        peer.respond(bye, "200 OK");
        const auto ended = phone.heard.expect("ended").ended;
        EXPECT_EQ(ended.code, 200);
        EXPECT_EQ(ended.by, EndedBy::system);
        EXPECT_TRUE(ended.without_talk);
        EXPECT_THAT(ended.reason, HasSubstr(why));
    }
    EXPECT_EQ(phone.heard.count("answered"), 0u);
    EXPECT_EQ(phone.heard.count("changed"), 0u);
}

TEST_F(PeerTest, CancelOfASilentPeerEndsInTime) {
    leg = phone.endpoint->invite(call_to({peer.address()}));
    peer.respond(peer.expect("INVITE"), "180 Ringing");
    phone.heard.expect("ringing");
    phone.endpoint->hang_up(leg);
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.by, EndedBy::us);
    EXPECT_NE(ended.code, 200);
}

TEST_F(PeerTest, ByeOfASilentPeerEndsInTime) {
    connect();
    phone.endpoint->hang_up(leg);
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 200);
    EXPECT_EQ(ended.by, EndedBy::us);
}

TEST_F(PeerTest, RepeatedAnswerIsAcknowledgedAgainAndToldOnce) {
    const RawMessage invite = connect();
    peer.respond(invite, "200 OK", {}, some_sdp(5000));
    peer.expect("ACK");
    end_by_peer(invite, 1);
    EXPECT_EQ(phone.heard.count("answered"), 1u);
}

TEST_F(PeerTest, ReasonOfThePeerIsTold) {
    const RawMessage invite = connect();
    peer.request(invite, "BYE", 1, "Reason: Q.850;cause=41;text=\"Temporary failure\"\r\n");
    EXPECT_THAT(peer.expect("SIP/2.0").first_line(), HasSubstr("200"));
    EXPECT_EQ(phone.heard.expect("ended").ended.reason, "Temporary failure (Q.850 41)");
}

TEST_F(PeerTest, WordsOfThePeerAreMadePrintable) {
    const std::string evil =
        "\x1b]0;owned\x07 \xE2\x80\xAE"
        "de\xC2\x9B"
        "1m occup\xE9";
    const std::string plain = " ]0;owned  de 1m occup\xEF\xBF\xBD";
    phone.endpoint->invite(call_to({peer.address()}));
    peer.respond(peer.expect("INVITE"), "480 " + evil);
    EXPECT_EQ(phone.heard.expect("ended").ended.reason, plain);
    const RawMessage invite = connect();
    peer.request(invite, "BYE", 1, "Reason: Q.850;cause=16;text=\"" + evil + "\"\r\n");
    EXPECT_EQ(phone.heard.expect("ended").ended.reason, plain + " (Q.850 16)");
    std::promise<OptionsReport> told;
    phone.endpoint->options({.servers = {peer.address()}}, [&](OptionsReport report) { told.set_value(report); });
    peer.respond(peer.expect("OPTIONS"), "404 " + evil);
    EXPECT_EQ(told.get_future().get().reason, plain);
}

// A proxy that forks: one phone rings, another answers.
TEST_F(PeerTest, AnotherPhoneThanTheOneThatRangMayAnswer) {
    leg = phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    const auto from_phone = [&](const std::string& tag) {
        RawMessage copy = invite;
        const size_t at = copy.text.find("\r\n", copy.text.find("\r\nTo:") + 2);
        copy.text.insert(at, ";tag=" + tag);
        return copy;
    };
    peer.respond(from_phone("a"), "183 Session Progress", {}, some_sdp(5000));
    phone.heard.expect("ringing");
    peer.respond(from_phone("b"), "200 OK", {}, some_sdp(5002));
    EXPECT_THAT(peer.expect("ACK").header("To"), HasSubstr("tag=b"));
    EXPECT_EQ(phone.heard.expect("answered").sdp, some_sdp(5002));
    // The other one, too late.
    peer.respond(from_phone("a"), "200 OK", {}, some_sdp(5000));
    EXPECT_THAT(peer.expect("ACK").header("To"), HasSubstr("tag=a"));
    const RawMessage late = peer.expect("BYE");
    EXPECT_THAT(late.header("To"), HasSubstr("tag=a"));
    peer.respond(late, "200 OK");
    EXPECT_EQ(phone.heard.count("ended"), 0u);

    phone.endpoint->hang_up(leg);
    const RawMessage bye = peer.expect("BYE");
    EXPECT_THAT(bye.header("To"), HasSubstr("tag=b"));
    peer.respond(bye, "200 OK");
    EXPECT_EQ(phone.heard.expect("ended").code, 200);
}

}  // namespace
}  // namespace tiller::sip
