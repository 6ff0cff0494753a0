// The endpoint against a peer that a stack would not play: silence, glare, odd challenges, renegotiation.
#include <future>

#include "sip/endpoint_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class PeerTest : public testing::Test {
  protected:
    static EndpointOptions quick() {
        EndpointOptions options = Phone::for_anybody();
        options.transaction_timeout = Millis(2000);
        options.failover_after = Millis(600);
        options.least_session_interval = Millis(2000);
        return options;
    }
    Invite call_to(std::vector<std::string> servers) {
        return {.target = {.servers = std::move(servers), .username = "robot", .password = "s3cret"},
                .callee = "+6281200000001",
                .caller = "+622150000000",
                .sdp = some_sdp(4000),
                .call_id = "abc"};
    }
    /// A call that is up; the INVITE as the peer received it.
    RawMessage connect() {
        leg = phone.endpoint->invite(call_to({peer.address()}));
        RawMessage invite = peer.expect("INVITE");
        peer.respond(invite, "200 OK", {}, some_sdp(5000));
        peer.expect("ACK");
        phone.heard.expect("answered");
        return invite;
    }
    void end_by_peer(const RawMessage& invite, int cseq) {
        peer.request(invite, "BYE", cseq);
        phone.heard.expect("ended");
    }

    Phone phone{quick()};
    RawPeer peer;
    LegId leg = 0;
};

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

TEST_F(PeerTest, ChallengeIsAnsweredOnce) {
    for (const char* kind :
         {"401 Unauthorized\r\nWWW-Authenticate", "407 Proxy Authentication Required\r\nProxy-Authenticate"}) {
        phone.endpoint->invite(call_to({peer.address()}));
        RawMessage invite = peer.expect("INVITE");
        EXPECT_THAT(invite.text, Not(HasSubstr("uthorization: ")));
        // Each time a new nonce, as a careless proxy would: still only one answer.
        for (int i = 0; i < 2; ++i) {
            const std::string challenge = kind;
            peer.respond(invite, challenge + ": Digest realm=\"a \\\"b\\\"\", nonce=\"n" + std::to_string(i) +
                                     "\", algorithm=MD5, qop=\"auth\"");
            peer.expect("ACK");
            if (i == 0) {
                invite = peer.expect("INVITE");
                EXPECT_THAT(invite.text, HasSubstr("uthorization: Digest username=\"robot\""));
                EXPECT_EQ(invite.header("Call-ID"), "abc@127.0.0.1");
            }
        }
        const auto ended = phone.heard.expect("ended").ended;
        EXPECT_EQ(ended.code, kind[2] == '1' ? 401 : 407);
        EXPECT_THAT(ended.reason, HasSubstr("(the credentials were not accepted)"));
        while (auto more = peer.receive(Millis(300))) EXPECT_NE(more->method(), "INVITE") << "a challenge loop";
    }
}

TEST_F(PeerTest, AChallengeThatCannotBeAnsweredEndsTheLegAndSaysWhy) {
    const std::vector<std::pair<const char*, const char*>> challenges{
        {"Bearer realm=\"x\"", "no challenge that can be answered: Bearer"},
        {"Basic realm=\"x\"", "no challenge that can be answered: Basic"},
        {"Digest realm=\"x\", nonce=\"n\", algorithm=SHA-1", "Digest with algorithm SHA-1"},
        {"Digest realm=\"x\", nonce=\"n\", qop=\"token\"", "Digest with qop token"},
        {"Digest realm=\"x\"", "no challenge that can be answered: Digest"}};
    for (const auto& [challenge, words] : challenges) {
        for (const char* kind : {"401 Unauthorized\r\nWWW-Authenticate: ", "407 Nope\r\nProxy-Authenticate: "}) {
            phone.endpoint->invite(call_to({peer.address()}));
            peer.respond(peer.expect("INVITE"), std::string(kind) + challenge);
            const auto ended = phone.heard.expect("ended").ended;
            EXPECT_EQ(std::to_string(ended.code), std::string(kind).substr(0, 3)) << challenge;
            EXPECT_THAT(ended.reason, HasSubstr(words));
        }
    }
    phone.endpoint->invite(call_to({peer.address()}));
    peer.respond(peer.expect("INVITE"), "401 Unauthorized");
    EXPECT_EQ(phone.heard.expect("ended").ended.reason, "Unauthorized (no challenge came with it)");
    Invite call = call_to({peer.address()});
    call.target.username.clear();
    phone.endpoint->invite(call);
    peer.respond(peer.expect("INVITE"), "401 Unauthorized", "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\"\r\n");
    EXPECT_EQ(phone.heard.expect("ended").ended.reason, "Unauthorized (the line has no username)");
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

TEST_F(PeerTest, NextServerOnSilenceAndALateAnswerIsHungUp) {
    RawPeer second;
    phone.endpoint->invite(call_to({peer.address(), second.address()}));
    const RawMessage lost = peer.expect("INVITE");
    const RawMessage taken = second.expect("INVITE");
    second.respond(taken, "180 Ringing");
    phone.heard.expect("ringing");
    peer.respond(lost, "200 OK", {}, some_sdp(5000));
    peer.expect("ACK");
    peer.respond(peer.expect("BYE"), "200 OK");
    second.respond(taken, "200 OK", {}, some_sdp(5002));
    second.expect("ACK");
    EXPECT_EQ(phone.heard.expect("answered").sdp, some_sdp(5002));
    second.request(taken, "BYE", 1);
    EXPECT_EQ(phone.heard.expect("ended").code, 200);
}

TEST_F(PeerTest, NextServerOn503ButNotOnTheCalleesWord) {
    RawPeer second;
    phone.endpoint->invite(call_to({peer.address(), second.address()}));
    peer.respond(peer.expect("INVITE"), "503 Service Unavailable", "Retry-After: 1\r\n");
    second.respond(second.expect("INVITE"), "480 Temporarily Unavailable");
    EXPECT_EQ(phone.heard.expect("ended").code, 480);

    for (const char* word : {"486 Busy Here", "603 Decline", "404 Not Found", "500 Server Internal Error"}) {
        phone.endpoint->invite(call_to({peer.address(), second.address()}));
        peer.respond(peer.expect("INVITE"), word);
        EXPECT_EQ(std::to_string(phone.heard.expect("ended").code), std::string(word).substr(0, 3));
    }
    phone.endpoint->invite(call_to({peer.address(), second.address()}));
    const RawMessage rung = peer.expect("INVITE");
    peer.respond(rung, "180 Ringing");
    peer.respond(rung, "503 Service Unavailable");
    phone.heard.expect("ringing");
    EXPECT_EQ(phone.heard.expect("ended").code, 503);
    while (auto more = second.receive(Millis(300))) EXPECT_NE(more->method(), "INVITE");
}

TEST_F(PeerTest, RedirectionIsNotFollowed) {
    RawPeer elsewhere;
    phone.endpoint->invite(call_to({peer.address()}));
    const RawMessage invite = peer.expect("INVITE");
    peer.respond(invite, "302 Moved Temporarily");
    EXPECT_EQ(phone.heard.expect("ended").code, 302);
}

TEST_F(PeerTest, ByeCanBeChallengedToo) {
    const RawMessage invite = connect();
    phone.endpoint->hang_up(leg);
    RawMessage bye = peer.expect("BYE");
    peer.respond(bye, "407 Proxy Authentication Required", "Proxy-Authenticate: Digest realm=\"x\", nonce=\"n\"\r\n");
    do bye = peer.expect("BYE");
    while (bye.header("Proxy-Authorization").empty() && !HasFailure());
    peer.respond(bye, "200 OK");
    EXPECT_EQ(phone.heard.expect("ended").ended.by, EndedBy::us);
}

TEST_F(PeerTest, RegistersWithDigest) {
    phone.endpoint->register_line(1, {.servers = {peer.address()}, .username = "robot", .password = "s3cret"},
                                  [&](OptionsReport report) { phone.heard.on_ringing(0, report.code, report.reason); });
    RawMessage request = peer.expect("REGISTER");
    EXPECT_EQ(request.header("To"), "<sip:robot@127.0.0.1>");
    peer.respond(request, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\", qop=\"auth\"\r\n");
    request = peer.expect("REGISTER");
    EXPECT_THAT(request.header("Authorization"), HasSubstr("username=\"robot\""));
    const std::string contact = request.header("Contact");
    EXPECT_THAT(contact, StartsWith("<sip:robot@127.0.0.1:" + std::to_string(phone.endpoint->port())));
    peer.respond(request, "200 OK", "Expires: 300\r\n");
    EXPECT_EQ(phone.heard.expect("ringing").code, 200);
    // Closing takes the binding away.
    std::thread closing([&] { phone.endpoint->close(std::chrono::seconds(5)); });
    do request = peer.expect("REGISTER");
    while (request.header("Expires") != "0" && !HasFailure());
    peer.respond(request, "200 OK");
    closing.join();
}

TEST_F(PeerTest, AChangedLineIsUnregisteredAndThenRegisteredAnew) {
    auto heard = [&](OptionsReport report) { phone.heard.on_ringing(0, report.code, report.reason); };
    phone.endpoint->register_line(1, {.servers = {peer.address()}, .username = "old"}, heard);
    peer.respond(peer.expect("REGISTER"), "200 OK", "Expires: 300\r\n");
    EXPECT_EQ(phone.heard.expect("ringing").code, 200);

    phone.endpoint->register_line(1, {.servers = {peer.address()}, .username = "new"}, heard);
    RawMessage request = peer.expect("REGISTER");
    EXPECT_EQ(request.header("To"), "<sip:old@127.0.0.1>");
    EXPECT_EQ(request.header("Expires"), "0");
    peer.respond(request, "200 OK");
    request = peer.expect("REGISTER");
    EXPECT_EQ(request.header("To"), "<sip:new@127.0.0.1>");
    peer.respond(request, "200 OK", "Expires: 300\r\n");
    EXPECT_EQ(phone.heard.expect("ringing").code, 200);

    phone.endpoint->unregister_line(1);
    request = peer.expect("REGISTER");
    EXPECT_EQ(request.header("Expires"), "0");
    peer.respond(request, "200 OK");
}

TEST_F(PeerTest, OptionsOfASilentPeerAndInboundOptions) {
    std::promise<OptionsReport> silent;
    phone.endpoint->options({.servers = {peer.address()}}, [&](OptionsReport report) { silent.set_value(report); });
    const RawMessage request = peer.expect("OPTIONS");
    auto report = silent.get_future();
    ASSERT_EQ(report.wait_for(kPatience), std::future_status::ready);
    EXPECT_EQ(report.get().code, 0);

    sockaddr_in to = request.from;
    peer.send(
        "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(peer.port()) +
            ";branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: ping\r\nCSeq: 1 OPTIONS\r\n"
            "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
        to);
    const RawMessage pong = peer.expect("SIP/2.0");
    EXPECT_THAT(pong.first_line(), HasSubstr("200"));
    EXPECT_THAT(pong.header("Allow"), HasSubstr("INVITE"));
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

TEST(PeerAddress, BoundToAllTheContactIsTheRoutesOwnAddress) {
    Phone phone(EndpointOptions{.bind = "0.0.0.0:0"});
    RawPeer peer;
    phone.endpoint->invite({.target = {.servers = {peer.address()}}, .callee = "1", .sdp = some_sdp(4000)});
    const RawMessage invite = peer.expect("INVITE");
    const std::string here = "127.0.0.1:" + std::to_string(phone.endpoint->port());
    EXPECT_EQ(invite.header("Contact"), "<sip:" + here + ">");
    EXPECT_THAT(invite.header("Via"), Not(HasSubstr("0.0.0.0")));
    EXPECT_THAT(invite.header("Via"), HasSubstr(";rport"));
    EXPECT_THAT(invite.header("From"), StartsWith("<sip:127.0.0.1>;"));
    EXPECT_EQ(invite.header("P-Asserted-Identity"), "");
    peer.respond(invite, "486 Busy Here");
    EXPECT_EQ(phone.heard.expect("ended").code, 486);
}

TEST(PeerAddress, PublicAddressStandsInViaAndContact) {
    Phone phone(EndpointOptions{.bind = "127.0.0.1:0", .public_address = "203.0.113.7"});
    RawPeer peer;
    phone.endpoint->invite({.target = {.servers = {peer.address()}}, .callee = "1", .sdp = some_sdp(4000)});
    const RawMessage invite = peer.expect("INVITE");
    const std::string here = "203.0.113.7:" + std::to_string(phone.endpoint->port());
    EXPECT_EQ(invite.header("Contact"), "<sip:" + here + ">");
    EXPECT_THAT(invite.header("Via"), HasSubstr("UDP " + here + ";"));
    peer.respond(invite, "486 Busy Here");
    EXPECT_EQ(phone.heard.expect("ended").code, 486);
}

}  // namespace
}  // namespace tiller::sip
