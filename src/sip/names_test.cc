// Lines and peers by name: the endpoint finds them by a resolver that the test plays, and waits for none.
#include <latch>
#include <set>

#include "sip/endpoint_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;

/// Knows *.here; is silent about everything else until it is let go.
struct Outside {
    Resolved look_up(const std::string& name) {
        ++asked;
        if (name.ends_with(".here")) return {.addresses = {*IpAddress::parse("::1"), *IpAddress::parse("127.0.0.1")}};
        silence.wait();
        return {.error = "nobody knows " + name};
    }
    std::atomic<int> asked{0};
    std::latch silence{1};
};

class NamesTest : public testing::Test {
  protected:
    NamesTest() {
        EndpointOptions options;
        options.transaction_timeout = Millis(2'000);
        options.resolver.look_up = [outside = outside](const std::string& name) { return outside->look_up(name); };
        options.resolver.deadline = Millis(300);
        phone = std::make_unique<Phone>(options);
    }
    ~NamesTest() override { outside->silence.count_down(); }

    static Invite call_to(const std::string& server) {
        return {.target = {.servers = {server}}, .callee = "1", .caller = "2", .sdp = some_sdp(4000)};
    }
    std::string named(const std::string& name) const { return "sip:" + name + ":" + std::to_string(peer.port()); }

    std::shared_ptr<Outside> outside = std::make_shared<Outside>();
    std::unique_ptr<Phone> phone;
    RawPeer peer;
};

TEST_F(NamesTest, ALineByNameIsCalledAtItsAddress) {
    phone->endpoint->invite(call_to(named("Carrier.here")));
    const RawMessage invite = peer.expect("INVITE");
    EXPECT_THAT(invite.first_line(), HasSubstr("@carrier.here:"));
    peer.respond(invite, "486 Busy Here");
    EXPECT_EQ(phone->heard.expect("ended").code, 486);
    EXPECT_EQ(outside->asked, 1);
}

TEST_F(NamesTest, AContactByNameGetsAckAndBye) {
    const LegId leg = phone->endpoint->invite(call_to(peer.address()));
    peer.contact_line = "Contact: <" + named("contact.here") + ">\r\n";
    peer.respond(peer.expect("INVITE"), "200 OK", {}, some_sdp(5000));
    EXPECT_THAT(peer.expect("ACK").first_line(), HasSubstr("contact.here"));
    phone->heard.expect("answered");
    phone->endpoint->hang_up(leg);
    const RawMessage bye = peer.expect("BYE");
    EXPECT_THAT(bye.first_line(), HasSubstr("contact.here"));
    peer.respond(bye, "200 OK");
    EXPECT_EQ(phone->heard.expect("ended").code, 200);
}

TEST_F(NamesTest, AContactThatNobodyKnowsEndsTheCallWhereItWasMade) {
    peer.contact_line = "Contact: <" + named("nobody.knows") + ">\r\n";
    phone->endpoint->invite(call_to(peer.address()));
    peer.respond(peer.expect("INVITE"), "200 OK", {}, some_sdp(5000));
    peer.expect("ACK");
    peer.respond(peer.expect("BYE"), "200 OK");
    const auto ended = phone->heard.expect("ended").ended;
    EXPECT_TRUE(ended.without_talk);
    EXPECT_THAT(ended.reason, HasSubstr("nobody.knows is not known: no answer within 300 ms"));
}

// The grammar of RFC 8866 allows a name in c=, and carriers send it.
TEST_F(NamesTest, AudioGoesToTheAddressOfANameInC) {
    const auto says = [](const std::string& host) {
        std::string sdp = some_sdp(5000);
        const size_t at = sdp.find("c=IN IP4 ") + 9;
        return sdp.replace(at, sdp.find('\r', at) - at, host);
    };
    phone->endpoint->invite(call_to(peer.address()));
    const RawMessage invite = peer.expect("INVITE");
    peer.respond(invite, "200 OK", {}, says("media.here"));
    peer.expect("ACK");
    EXPECT_EQ(phone->heard.expect("answered").sdp, some_sdp(5000)) << "of the family that c= says";

    const auto offer = [&](int cseq, const std::string& sdp) {
        peer.request(invite, "INVITE", cseq, {}, sdp);
        RawMessage answer = peer.expect("SIP/2.0");
        while (!answer.first_line().starts_with("SIP/2.0 200")) answer = peer.expect("SIP/2.0");
        EXPECT_THAT(answer.body(), HasSubstr("m=audio 4000 RTP/AVP 8 101\r\n"));
        EXPECT_THAT(answer.body(), HasSubstr("a=sendrecv"));
        peer.request(invite, "ACK", cseq);
    };
    offer(1, says("other.here"));
    EXPECT_EQ(phone->heard.expect("changed").sdp, some_sdp(5000));
    // What comes later counts, though the name that came before is known last, or never.
    offer(2, says("nobody.knows"));
    offer(3, some_sdp(5002));
    EXPECT_EQ(phone->heard.expect("changed").sdp, some_sdp(5002));
    offer(4, says("nobody.else"));
    EXPECT_EQ(phone->heard.expect("changed").sdp, says("nobody.else")) << "told as it stands";
    EXPECT_EQ(phone->heard.count("changed"), 3u);
    peer.request(invite, "BYE", 5);
    EXPECT_FALSE(phone->heard.expect("ended").ended.without_talk);
}

TEST_F(NamesTest, ACallThatEndsWhileANameIsLookedUpHadNoTalk) {
    std::string sdp = some_sdp(5000);
    sdp.replace(sdp.find("c=IN IP4 127.0.0.1") + 9, 9, "nobody.knows");
    phone->endpoint->invite(call_to(peer.address()));
    const RawMessage invite = peer.expect("INVITE");
    peer.respond(invite, "200 OK", {}, sdp);
    peer.expect("ACK");
    peer.request(invite, "BYE", 1);
    const auto ended = phone->heard.expect("ended").ended;
    EXPECT_EQ(ended.by, EndedBy::peer);
    EXPECT_TRUE(ended.without_talk);
}

TEST_F(NamesTest, ASilentNameServerHoldsUpNoOtherCallAndNoEnd) {
    phone->endpoint->invite(call_to(named("nobody.knows")));
    phone->endpoint->invite(call_to(peer.address()));
    peer.respond(peer.expect("INVITE"), "486 Busy Here");
    EXPECT_EQ(phone->heard.expect("ended").code, 486);
    const auto failed = phone->heard.expect("ended").ended;
    EXPECT_EQ(failed.by, EndedBy::system);
    EXPECT_THAT(failed.reason, HasSubstr("nobody.knows is not known: no answer within 300 ms"));

    phone->endpoint->invite(call_to(named("other.silence")));
    const auto before = std::chrono::steady_clock::now();
    phone->endpoint->close(Millis(100));
    EXPECT_LT(std::chrono::steady_clock::now() - before, kPatience);
    EXPECT_EQ(phone->heard.expect("ended").ended.by, EndedBy::us);
}

TEST_F(NamesTest, ABurstToOneNameAsksOnce) {
    constexpr int kCalls = 50;
    for (int i = 0; i < kCalls; ++i) {
        auto call = call_to(named("carrier.here"));
        call.call_id = std::to_string(i);
        phone->endpoint->invite(call);
    }
    std::set<std::string> answered;
    while (answered.size() < kCalls) {
        const RawMessage invite = peer.expect("INVITE");
        ASSERT_FALSE(invite.text.empty());
        if (answered.insert(invite.header("Call-ID")).second) peer.respond(invite, "486 Busy Here");
    }
    for (int i = 0; i < kCalls; ++i) EXPECT_EQ(phone->heard.expect("ended").code, 486);
    EXPECT_EQ(outside->asked, 1);
}

}  // namespace
}  // namespace tiller::sip
