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
    const RawMessage invite = peer.expect("INVITE");
    std::string sdp = some_sdp(5000);
    std::string answer = "SIP/2.0 200 OK\r\nVia: " + invite.header("Via") + "\r\nFrom: " + invite.header("From") +
                         "\r\nTo: " + invite.header("To") + ";tag=p\r\nCall-ID: " + invite.header("Call-ID") +
                         "\r\nCSeq: " + invite.header("CSeq") + "\r\nContact: <" + named("contact.here") +
                         ">\r\nContent-Type: application/sdp\r\nContent-Length: " + std::to_string(sdp.size()) +
                         "\r\n\r\n" + sdp;
    peer.send(answer, invite.from);
    EXPECT_THAT(peer.expect("ACK").first_line(), HasSubstr("contact.here"));
    phone->heard.expect("answered");
    phone->endpoint->hang_up(leg);
    const RawMessage bye = peer.expect("BYE");
    EXPECT_THAT(bye.first_line(), HasSubstr("contact.here"));
    peer.respond(bye, "200 OK");
    EXPECT_EQ(phone->heard.expect("ended").code, 200);
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
