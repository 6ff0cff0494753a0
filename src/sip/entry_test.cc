// Who is let in. Strangers are sockets at 127.0.0.2, the line's server is at 127.0.0.1.
#include "sip/entry.h"

#include "sip/endpoint_testing.h"

namespace tiller::sip {
namespace {

using testing::HasSubstr;
using testing::Not;

class EntryTest : public testing::Test {
  protected:
    void open(EndpointOptions options = {}) {
        options.transaction_timeout = Millis(2'000);
        phone = std::make_unique<Phone>(options);
        here.sin_family = AF_INET;
        here.sin_port = htons(static_cast<uint16_t>(phone->endpoint->port()));
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    std::string request(const std::string& method, const std::string& id, const std::string& via) {
        return method + " sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP " + via + ";branch=z9hG4bK" + id +
               "\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: " + id + "\r\nCSeq: 1 " +
               method + "\r\nContact: <sip:a@127.0.0.9>\r\nContent-Length: 0\r\n\r\n";
    }
    void send(RawPeer& from, const std::string& method, const std::string& id) {
        from.send(request(method, id, "127.0.0.9:9"), here);
    }
    /// The line's server is known from here on, and everything that was sent before has been read.
    void until_server_is_served() {
        phone->endpoint->know_servers({server.address()});
        for (int i = 0; i < 200; ++i) {
            send(server, "OPTIONS", "known" + std::to_string(i));
            if (auto answer = server.receive(Millis(100)); answer && answer->text.starts_with("SIP/2.0 200")) return;
        }
        FAIL() << "the line's server is not served";
    }

    std::unique_ptr<Phone> phone;
    sockaddr_in here{};
    RawPeer server;
    RawPeer stranger{"127.0.0.2"};
    RawPeer other{"127.0.0.3"};
};

TEST_F(EntryTest, AStrangerIsDroppedALinesServerServed) {
    open();
    for (const char* method : {"OPTIONS", "INVITE", "BYE", "REGISTER", "MESSAGE", "REFER", "ACK", "CANCEL", "BREW"}) {
        send(stranger, method, method);
    }
    stranger.send("\r\n\r\n", here);
    stranger.send("INVITE", here);
    stranger.send("INVITE sip:x SIP/2.0\r\n\r\n", here);
    until_server_is_served();
    EXPECT_FALSE(stranger.receive(Millis(0)));
    EXPECT_EQ(phone->heard.count("incoming"), 0u);
    send(server, "INVITE", "call");
    phone->heard.expect("incoming");
}

TEST_F(EntryTest, AServerThatIsNoLinesAnyMoreIsAStranger) {
    open();
    until_server_is_served();
    phone->endpoint->know_servers({"sip:127.0.0.3:" + std::to_string(other.port())});
    for (int i = 0; i < 200; ++i) {
        send(other, "OPTIONS", "other" + std::to_string(i));
        if (other.receive(Millis(100))) break;
    }
    while (server.receive(Millis(0))) {
    }
    send(server, "OPTIONS", "late");
    send(other, "OPTIONS", "last");
    EXPECT_TRUE(other.receive(kPatience));
    EXPECT_FALSE(server.receive(Millis(0)));
}

TEST_F(EntryTest, RefusedAreAFewAndToTheirSourceOnly) {
    open({.strangers = Strangers::refuse});
    const std::string elsewhere = "127.0.0.3:" + std::to_string(other.port());
    for (int i = 0; i < 50; ++i) {
        stranger.send(request(i % 2 == 0 ? "INVITE" : "OPTIONS", std::to_string(i), elsewhere + ";maddr=127.0.0.3"),
                      here);
    }
    until_server_is_served();
    int answers = 0;
    while (const auto answer = stranger.receive(Millis(0))) {
        ++answers;
        EXPECT_THAT(answer->first_line(), HasSubstr("403"));
        EXPECT_THAT(answer->header("Via"), HasSubstr("received=127.0.0.2"));
        EXPECT_THAT(answer->header("Via"), HasSubstr("rport=" + std::to_string(stranger.port())));
    }
    EXPECT_GE(answers, 1);
    EXPECT_LE(answers, 10) << "five a second";
    EXPECT_FALSE(other.receive(Millis(0)));
}

TEST_F(EntryTest, AnswersOfTheStackGoToTheSourceToo) {
    open();
    until_server_is_served();
    for (const std::string more : {"", ";rport", ";maddr=127.0.0.3", ";maddr=127.0.0.3;rport;received=127.0.0.3"}) {
        const std::string id = "via" + std::to_string(more.size());
        server.send(request("OPTIONS", id, "127.0.0.3:" + std::to_string(other.port()) + more), here);
        const RawMessage answer = server.expect("SIP/2.0");
        EXPECT_THAT(answer.header("Call-ID"), id);
        EXPECT_THAT(answer.header("Via"), Not(HasSubstr("maddr")));
    }
    EXPECT_FALSE(other.receive(Millis(0)));
}

TEST_F(EntryTest, WhoIsInTheDialogIsServedFromAnywhere) {
    open();
    phone->endpoint->invite({.target = {.servers = {server.address()}}, .callee = "1", .sdp = some_sdp(4000)});
    const RawMessage invite = server.expect("INVITE");
    server.respond(invite, "200 OK", {}, some_sdp(5000));
    server.expect("ACK");
    phone->heard.expect("answered");
    const std::string theirs = ";tag=peer" + std::to_string(server.port());
    const auto bye = [&](const std::string& id, const std::string& tag) {
        return "BYE sip:x@127.0.0.1:" + std::to_string(phone->endpoint->port()) +
               " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bK" + id +
               "\r\nMax-Forwards: 70\r\nFrom: " + invite.header("To") + tag + "\r\nTo: " + invite.header("From") +
               "\r\nCall-ID: " + invite.header("Call-ID") + "\r\nCSeq: 7 BYE\r\nContent-Length: 0\r\n\r\n";
    };
    stranger.send(bye("wrong", ";tag=guessed"), here);
    until_server_is_served();
    EXPECT_FALSE(stranger.receive(Millis(0)));
    EXPECT_EQ(phone->heard.count("ended"), 0u);
    stranger.send(bye("right", theirs), here);
    EXPECT_THAT(stranger.expect("SIP/2.0").first_line(), HasSubstr("200"));
    phone->heard.expect("ended");
    stranger.send(bye("right", theirs), here);  // its answer got lost: the same transaction
    EXPECT_THAT(stranger.expect("SIP/2.0").first_line(), HasSubstr("200"));
}

TEST_F(EntryTest, LinesServersBeginSoManyASecondAndNoMore) {
    open({.most_requests_a_second = 10});
    until_server_is_served();
    for (int i = 0; i < 500; ++i) send(server, "OPTIONS", "flood" + std::to_string(i));
    send(server, "OPTIONS", "last");
    int answers = 0;
    while (server.receive(Millis(200))) ++answers;
    EXPECT_LE(answers, 60) << "ten at once, and ten a second";
}

TEST(Allowance, SoManyASecondAndAsManyAtOnce) {
    ManualClock clock;
    Allowance allowance(clock, 5);
    const auto take_all = [&] {
        int taken = 0;
        while (allowance.take()) ++taken;
        return taken;
    };
    EXPECT_EQ(take_all(), 5);
    clock.advance(Millis(199));
    EXPECT_EQ(take_all(), 0);
    clock.advance(Millis(1));
    EXPECT_EQ(take_all(), 1);
    clock.advance(Millis(3'600'000));
    EXPECT_EQ(take_all(), 5);
}

}  // namespace
}  // namespace tiller::sip
