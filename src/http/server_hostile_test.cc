// What a client gets that wants to use up the server: connections, memory, addresses of others.
#include "http/server_testing.h"

namespace tiller::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(ServerTest, AFullServerClosesThoseThatHaveWaitedLongest) {
    options_.max_connections = 8;
    open();
    std::vector<RawSocket> waiting;
    for (int i = 0; i < 8; ++i) {
        waiting.push_back(connect());
        waiting.back().send("GET /hello HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    }
    for (int i = 0; i < 20; ++i) EXPECT_THAT(say(get("/hello", kClose)), EndsWith("hello"));
    EXPECT_EQ(waiting.front().receive_all(), "") << "the first of the slow ones had to go";
}

TEST_F(ServerTest, ConnectionsThatAreBeingServedAreNotClosedForOthers) {
    options_.max_connections = 1;
    std::promise<void> busy, go;
    add("GET", "/block", [&](const Request&) { return busy.set_value(), go.get_future().wait(), text("done"); });
    open();
    RawSocket working = connect();
    working.send(get("/block", kClose));
    busy.get_future().wait();
    EXPECT_EQ(connect().receive_all(), "") << "there is no room";
    go.set_value();
    EXPECT_THAT(working.receive_all(), EndsWith("done"));
}

TEST_F(ServerTest, ABodyThatTricklesIsGivenUpForOneThatComes) {
    options_.bodies_limit = 200'000;
    open();
    auto head = [](size_t length) {
        return "POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: " +
               std::to_string(length) + "\r\n\r\n";
    };
    RawSocket slow = connect(), quick = connect();
    slow.send(head(10'000'000));
    ASSERT_TRUE(slow.receive_until("100 Continue"));
    quick.send(head(150'000));
    ASSERT_TRUE(quick.receive_until("100 Continue"));
    slow.send(std::string(150'000, 'x'));
    quick.send(std::string(100'000, 'x'));
    EXPECT_THAT(slow.receive_all(), EndsWith("100 Continue\r\n\r\n"));
    quick.send(std::string(50'000, 'x'));
    EXPECT_THAT(quick.receive_all(), EndsWith("150000"));
}

TEST_F(ServerTest, WithoutRoomALongBodyIs503AndAShortOneIsTaken) {
    options_.bodies_limit = 200'000;
    std::promise<void> busy, go;
    add("POST", "/block", [&](const Request&) { return busy.set_value(), go.get_future().wait(), text("done"); });
    open();
    RawSocket working = connect();
    working.send(post("/block", std::string(190'000, 'x'), kClose));
    busy.get_future().wait();
    EXPECT_THAT(say(post("/length", std::string(100'000, 'x'))),
                testing::AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n")));
    EXPECT_THAT(say(post("/length", std::string(30'000, 'x'), kClose)), EndsWith("30000"));
    go.set_value();
    EXPECT_THAT(working.receive_all(), EndsWith("done"));
    EXPECT_THAT(say(post("/length", std::string(100'000, 'x'), kClose)), EndsWith("100000"));
}

TEST_F(ServerTest, OnlyATrustedProxyNamesTheClient) {
    add("GET", "/who", [](const Request& request) { return text(request.remote_address); });
    open();
    EXPECT_THAT(say(get("/who", "X-Forwarded-For: 192.0.2.7\r\n" + kClose)), EndsWith("\r\n\r\n127.0.0.1"));
    server_.reset();
    options_.proxies = *Proxies::parse("127.0.0.0/8");
    open();
    EXPECT_THAT(say(get("/who", "X-Forwarded-For: 8.8.8.8\r\nX-Forwarded-For: 192.0.2.7\r\n" + kClose)),
                EndsWith("\r\n\r\n192.0.2.7"));
}

TEST_F(ServerTest, ARequestToAnotherNameIsMisdirected) {
    options_.hosts = *Hosts::parse("calls.example.com");
    open();
    auto ask = [&](const std::string& target, const std::string& host) {
        return say("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + kClose + "\r\n");
    };
    EXPECT_THAT(ask("/hello", "calls.example.com"), EndsWith("hello"));
    EXPECT_THAT(ask("/hello", "127.0.0.1:8080"), EndsWith("hello"));
    EXPECT_THAT(ask("/hello", "evil.example"), StartsWith("HTTP/1.1 421 Misdirected Request\r\n"));
    EXPECT_THAT(ask("http://evil.example/hello", "calls.example.com"), StartsWith("HTTP/1.1 421 "));
    EXPECT_THAT(ask("http://calls.example.com/hello", "evil.example"), EndsWith("hello"));
    EXPECT_THAT(say("GET /hello HTTP/1.0\r\n\r\n"), EndsWith("hello"));
    RawSocket socket = connect();  // the connection goes on
    socket.send("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n" + get("/hello", kClose));
    EXPECT_THAT(socket.receive_all(), testing::AllOf(StartsWith("HTTP/1.1 421 "), HasSubstr("HTTP/1.1 421 ")));
}

}  // namespace
}  // namespace tiller::http
