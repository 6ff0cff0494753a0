// Two endpoints against each other on loopback.
#include <future>
#include <set>

#include "sip/endpoint_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Invite call_to(const std::string& server) {
    return {.target = {.servers = {server}},
            .callee = "+6281200000001",
            .caller = "+622150000000",
            .sdp = some_sdp(4000),
            .call_id = "0123456789abcdef0123456789abcdef"};
}

class EndpointTest : public testing::Test {
  protected:
    /// Brings a call up; the legs' ids on both sides.
    std::pair<LegId, LegId> connect(std::string_view transport = "udp") {
        const LegId out = caller.endpoint->invite(call_to(callee.address(transport)));
        const LegId in = callee.heard.expect("incoming").leg;
        callee.endpoint->accept(in, some_sdp(5000));
        EXPECT_EQ(caller.heard.expect("answered").leg, out);
        EXPECT_EQ(callee.heard.expect("acknowledged").leg, in);
        return {out, in};
    }
    Phone caller, callee;
};

TEST_F(EndpointTest, AnsweredCallCarriesNumbersIdsAndSdpAndEndsByUs) {
    const LegId out = caller.endpoint->invite(call_to(callee.address()));
    const auto offered = callee.heard.expect("incoming");
    EXPECT_EQ(offered.incoming.callee, "+6281200000001");
    EXPECT_EQ(offered.incoming.caller, "+622150000000");
    EXPECT_EQ(offered.incoming.sdp, some_sdp(4000));
    EXPECT_THAT(offered.incoming.call_id, StartsWith("0123456789abcdef0123456789abcdef@"));
    callee.endpoint->ring(offered.leg);
    EXPECT_EQ(caller.heard.expect("ringing").code, 180);
    callee.endpoint->accept(offered.leg, some_sdp(5000));
    const auto answered = caller.heard.expect("answered");
    EXPECT_EQ(answered.leg, out);
    EXPECT_EQ(answered.sdp, some_sdp(5000));
    callee.heard.expect("acknowledged");

    caller.endpoint->hang_up(out, "the robot has finished");
    const auto ended = caller.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 200);
    EXPECT_TRUE(ended.had_ringing);
    EXPECT_EQ(ended.by, EndedBy::us);
    EXPECT_EQ(ended.reason, "the robot has finished");
    const auto other = callee.heard.expect("ended").ended;
    EXPECT_EQ(other.code, 200);
    EXPECT_EQ(other.by, EndedBy::peer);
    EXPECT_EQ(other.reason, "the robot has finished (Q.850 16)");
}

TEST(EndpointOverIpv6, ACallFromOfferToBye) {
    EndpointOptions options = Phone::for_anybody();
    options.bind = "[::1]:0";
    std::unique_ptr<Phone> caller;
    try {
        caller = std::make_unique<Phone>(options);
    } catch (const std::runtime_error& error) {
        GTEST_SKIP() << "no IPv6 here: " << error.what();
    }
    Phone callee(options);
    const LegId out =
        caller->endpoint->invite(call_to("sip:[::1]:" + std::to_string(callee.endpoint->port()) + ";transport=udp"));
    const LegId in = callee.heard.expect("incoming").leg;
    callee.endpoint->accept(in, some_sdp(5000));
    caller->heard.expect("answered");
    callee.heard.expect("acknowledged");
    caller->endpoint->hang_up(out);
    EXPECT_EQ(caller->heard.expect("ended").ended.by, EndedBy::us);
    EXPECT_EQ(callee.heard.expect("ended").ended.by, EndedBy::peer);
}

TEST_F(EndpointTest, FarEndHangsUp) {
    const auto [out, in] = connect();
    callee.endpoint->hang_up(in);
    const auto ended = caller.heard.expect("ended");
    EXPECT_EQ(ended.leg, out);
    EXPECT_EQ(ended.ended.code, 200);
    EXPECT_EQ(ended.ended.by, EndedBy::peer);
    EXPECT_EQ(callee.heard.expect("ended").ended.by, EndedBy::us);
}

TEST_F(EndpointTest, BusyAndRejected) {
    for (int code : {486, 603, 404, 480}) {
        caller.endpoint->invite(call_to(callee.address()));
        const LegId in = callee.heard.expect("incoming").leg;
        if (code == 603) {
            callee.endpoint->ring(in);
            caller.heard.expect("ringing");
        }
        callee.endpoint->refuse(in, code);
        const auto ended = caller.heard.expect("ended").ended;
        EXPECT_EQ(ended.code, code);
        EXPECT_EQ(ended.by, EndedBy::peer);
        EXPECT_EQ(ended.had_ringing, code == 603);
        EXPECT_EQ(callee.heard.expect("ended").ended.code, code);
    }
}

TEST_F(EndpointTest, ListenerThatTakesNoCallsRefusesWith403) {
    callee.heard.takes_calls = false;
    caller.endpoint->invite(call_to(callee.address()));
    EXPECT_EQ(caller.heard.expect("ended").ended.code, 403);
}

TEST_F(EndpointTest, CancelWhileRinging) {
    const LegId out = caller.endpoint->invite(call_to(callee.address()));
    const LegId in = callee.heard.expect("incoming").leg;
    callee.endpoint->ring(in);
    caller.heard.expect("ringing");
    caller.endpoint->hang_up(out, "rang long enough");
    const auto ended = caller.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 487);
    EXPECT_EQ(ended.by, EndedBy::us);
    EXPECT_EQ(ended.reason, "rang long enough");
    EXPECT_TRUE(ended.had_ringing);
    const auto other = callee.heard.expect("ended").ended;
    EXPECT_EQ(other.code, 487);
    EXPECT_EQ(other.by, EndedBy::peer);
    EXPECT_THAT(other.reason, HasSubstr("rang long enough"));
}

TEST_F(EndpointTest, HangUpOfAnIncomingCallDeclinesIt) {
    caller.endpoint->invite(call_to(callee.address()));
    callee.endpoint->hang_up(callee.heard.expect("incoming").leg);
    EXPECT_EQ(caller.heard.expect("ended").ended.code, 603);
}

TEST_F(EndpointTest, Tcp) {
    const auto [out, in] = connect("tcp");
    caller.endpoint->hang_up(out);
    EXPECT_EQ(caller.heard.expect("ended").ended.code, 200);
    EXPECT_EQ(callee.heard.expect("ended").leg, in);
}

TEST_F(EndpointTest, NothingListensThere) {
    const int port = [] { return RawPeer().port(); }();
    caller.endpoint->invite(call_to("sip:127.0.0.1:" + std::to_string(port) + ";transport=tcp"));
    const auto ended = caller.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 503);
    EXPECT_EQ(ended.by, EndedBy::system);
}

TEST_F(EndpointTest, BadTargetsEndTheLegWithWords) {
    auto call = call_to("sip:bad host");
    caller.endpoint->invite(call);
    auto ended = caller.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.reason, HasSubstr("is no host"));
    call.target.servers.clear();
    caller.endpoint->invite(call);
    EXPECT_EQ(caller.heard.expect("ended").ended.reason, "the line names no server");
    call.target.servers = {"sips:127.0.0.1"};
    caller.endpoint->invite(call);
    EXPECT_THAT(caller.heard.expect("ended").ended.reason, HasSubstr("TLS"));
}

TEST_F(EndpointTest, NumbersCannotInjectHeaders) {
    auto call = call_to(callee.address());
    call.callee = "1\r\nX-Evil: yes\r\n>";
    call.caller = "\"2>\r\n";
    call.call_id = "id\r\nX-Evil: yes";
    caller.endpoint->invite(call);
    const auto offered = callee.heard.expect("incoming");
    EXPECT_EQ(offered.incoming.callee, "1  X-Evil: yes  >");
    EXPECT_EQ(offered.incoming.caller, "\"2>  ");
    EXPECT_THAT(offered.incoming.call_id, StartsWith("idX-Evilyes@"));
}

TEST_F(EndpointTest, OptionsTellsCodeAndRoundTrip) {
    std::promise<OptionsReport> answer;
    caller.endpoint->options({.servers = {callee.address()}}, [&](OptionsReport report) { answer.set_value(report); });
    auto report = answer.get_future();
    ASSERT_EQ(report.wait_for(kPatience), std::future_status::ready);
    EXPECT_EQ(report.get().code, 200);
}

TEST_F(EndpointTest, CloseHangsUpAndNothingFollows) {
    const auto [out, in] = connect();
    const LegId ringing = caller.endpoint->invite(call_to(callee.address()));
    callee.endpoint->ring(callee.heard.expect("incoming").leg);
    caller.heard.expect("ringing");
    caller.endpoint->close(std::chrono::seconds(10));
    std::set<LegId> ended = {caller.heard.expect("ended").leg, caller.heard.expect("ended").leg};
    EXPECT_EQ(ended, (std::set<LegId>{out, ringing}));
    callee.heard.expect("ended");
    callee.heard.expect("ended");
}

TEST_F(EndpointTest, AThousandCallsOfWhichNoneFails) {
    callee.heard.when_called = [&](LegId leg) { callee.endpoint->refuse(leg, 486); };
    // In portions, as the dialer's pacing does: a burst beyond the socket buffers would only test retransmission.
    for (int portion = 0; portion < 20; ++portion) {
        for (int i = 0; i < 50; ++i) {
            auto call = call_to(callee.address());
            call.call_id = std::to_string(portion * 50 + i);
            caller.endpoint->invite(call);
        }
        for (int i = 0; i < 50; ++i) ASSERT_EQ(caller.heard.expect("ended").code, 486);
    }
    EXPECT_EQ(callee.heard.count("incoming"), 1000u);
}

TEST(EndpointDigest, RightPasswordIsLetInWrongOneIsRefusedOnce) {
    EndpointOptions guarded = Phone::for_anybody();
    guarded.require_digest = Credentials{"robot", "s3cret"};
    Phone caller, callee(guarded);
    auto call = call_to(callee.address());
    call.target.username = "robot";
    call.target.password = "s3cret";
    caller.endpoint->invite(call);
    EXPECT_EQ(callee.heard.expect("incoming").incoming.callee, call.callee);

    call.target.password = "wrong";
    caller.endpoint->invite(call);
    auto ended = caller.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 407);
    EXPECT_EQ(ended.by, EndedBy::peer);

    call.target = {.servers = {callee.address()}};
    caller.endpoint->invite(call);
    EXPECT_EQ(caller.heard.expect("ended").ended.code, 407);
    EXPECT_EQ(callee.heard.count("incoming"), 1u);
}

TEST(EndpointBind, PortInUseIsAnErrorWithWords) {
    Phone first;
    Remembering heard;
    const auto second = Endpoint::open({.bind = "127.0.0.1:" + std::to_string(first.endpoint->port())}, heard);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(second.error().message, HasSubstr("cannot listen for SIP"));
    EXPECT_FALSE(Endpoint::open({.bind = "what is this"}, heard).ok());
}

}  // namespace
}  // namespace tiller::sip
