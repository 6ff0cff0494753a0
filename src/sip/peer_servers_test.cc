// A line's servers: the next one, registration, OPTIONS, and the address that we tell them.
#include <future>
#include <thread>

#include "sip/peer_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

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
