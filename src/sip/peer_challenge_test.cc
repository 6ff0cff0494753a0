// Challenges of a peer: answered once, with what can be answered, whatever request they are for.
#include "sip/peer_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::Not;

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

}  // namespace
}  // namespace tiller::sip
