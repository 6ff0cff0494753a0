// What a rude, slow or broken client gets, and what happens under load and at the end.
#include <sys/resource.h>

#include "http/server_testing.h"

namespace tiller::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(ServerTest, MalformedIs400AndTheEnd) {
    open();
    EXPECT_THAT(say("rubbish\r\n\r\n"), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(say(get("/hello") + "GET / HTTP/9\r\n\r\n" + get("/hello")),
                testing::AllOf(HasSubstr("\r\n\r\nhelloHTTP/1.1 400 "), HasSubstr("Connection: close\r\n")));
}

TEST_F(ServerTest, TooMuchIsRefusedBeforeItArrives) {
    options_.body_limit = 1000;
    options_.header_limit = 2000;
    open();
    EXPECT_THAT(say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(say("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
                    std::string(1000, 'x') + "\r\n1\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(say(get("/hello", "X: " + std::string(3000, 'x') + "\r\n")), StartsWith("HTTP/1.1 431 "));
}

TEST_F(ServerTest, AClientThatSendsOnGetsItsAnswerAllTheSame) {
    options_.body_limit = 1000;
    open();
    // 8 MB that nobody wants: without a lingering close the reset would eat the 413.
    EXPECT_THAT(say(post("/echo", std::string(8'000'000, 'x'))), StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, TheFallbackMakesTheTransportsAnswers) {
    router_->set_fallback("", [](const Request&, int status, const std::string& detail) {
        Response response;
        response.status = status;
        response.body = "{\"code\":" + std::to_string(status) + ",\"why\":\"" + detail + "\"}";
        return response;
    });
    open();
    EXPECT_THAT(say("GET / HTTP/1.1\r\n\r\n"),
                testing::AllOf(HasSubstr("application/json"), EndsWith("{\"code\":400,\"why\":\"no Host field\"}")));
    EXPECT_THAT(say(get("/throw", kClose)), EndsWith("{\"code\":500,\"why\":\"\"}"));
}

TEST_F(ServerTest, AFallbackThatThrowsDoesNoHarm) {
    router_->set_fallback(
        "", [](const Request&, int, const std::string&) -> Response { throw std::runtime_error("broken"); });
    open();
    EXPECT_THAT(say("rubbish\r\n\r\n"), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
}

TEST_F(ServerTest, SilenceIsClosed) {
    options_.idle_timeout = Millis(50);
    open();
    EXPECT_EQ(say(""), "");
    EXPECT_THAT(say(get("/hello")), EndsWith("hello")) << "closed when idle after a request, without another word";
}

TEST_F(ServerTest, ARequestThatStopsOrTricklesIs408) {
    options_.read_timeout = Millis(100);
    open();
    EXPECT_THAT(say("GET /hel"), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
    EXPECT_THAT(say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"), StartsWith("HTTP/1.1 408 "));

    RawSocket slow = connect();
    slow.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
    // A field every few milliseconds, for ever: the deadline is for the whole header, so this loop ends.
    auto end = std::chrono::steady_clock::now() + kPatience;
    while (!slow.readable_within(Millis(5)) && std::chrono::steady_clock::now() < end) slow.send("X: y\r\n");
    EXPECT_THAT(slow.receive_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ServerTest, AClientThatTakesNothingIsLetGo) {
    options_.read_timeout = Millis(100);
    std::promise<void> gone;
    add("GET", "/stream", [&](const Request&) {
        Response response;
        auto end = std::shared_ptr<void>(nullptr, [&](void*) { gone.set_value(); });
        response.stream = [end] { return std::string(1 << 20, 'x'); };
        return response;
    });
    open();
    RawSocket socket = connect();
    socket.send(get("/stream"));
    EXPECT_EQ(gone.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST_F(ServerTest, AFullQueueIs503WithRetryAfter) {
    options_.worker_threads = 1;
    options_.max_queued = 1;
    std::promise<void> busy, go;
    add("GET", "/block", [&](const Request&) { return busy.set_value(), go.get_future().wait(), text("done"); });
    open();
    RawSocket running = connect(), third = connect(), second = connect();
    running.send(get("/block", kClose));
    busy.get_future().wait();
    // One of these two waits in the queue, the other finds it full.
    second.send(get("/hello", kClose));
    third.send(get("/hello", kClose));
    bool second_refused = false, third_refused = false;
    auto end = std::chrono::steady_clock::now() + kPatience;
    while (!second_refused && !third_refused && std::chrono::steady_clock::now() < end) {
        second_refused = second.readable_within(Millis(5));
        third_refused = third.readable_within(Millis(5));
    }
    ASSERT_NE(second_refused, third_refused);
    std::string refused = (second_refused ? second : third).receive_all();
    EXPECT_THAT(refused, testing::AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n")));
    go.set_value();
    EXPECT_THAT((second_refused ? third : second).receive_all(), EndsWith("hello"));
    EXPECT_THAT(running.receive_all(), EndsWith("done"));
}

TEST_F(ServerTest, ThousandsOfIdleConnectionsLeaveRoomForOneThatAsks) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    // Both ends lie in this process.
    size_t count = std::min<size_t>(10'000, (files.rlim_cur - 200) / 2);
    open();
    std::vector<RawSocket> idle;
    for (size_t i = 0; i < count; ++i) idle.push_back(connect());
    EXPECT_THAT(say(get("/hello", kClose)), EndsWith("hello"));
    idle.front().send(get("/hello"));
    EXPECT_TRUE(idle.front().receive_until("hello"));
    server_.reset();
    EXPECT_EQ(idle.back().receive_all(), "");
}

TEST_F(ServerTest, CloseFinishesWhatIsInProgress) {
    std::promise<void> busy, go;
    add("GET", "/block", [&](const Request&) { return busy.set_value(), go.get_future().wait(), text("done"); });
    open();
    RawSocket idle = connect(), working = connect();
    idle.send(get("/hello"));
    ASSERT_TRUE(idle.receive_until("hello"));
    working.send(get("/block") + get("/hello"));
    busy.get_future().wait();
    std::thread closer([&] { server_->close(kPatience); });
    EXPECT_THAT(idle.receive_all(), EndsWith("hello")) << "idle connections are closed at once";
    go.set_value();
    std::string all = working.receive_all();
    EXPECT_THAT(all, testing::AllOf(HasSubstr("Connection: close\r\n"), EndsWith("done"))) << "and no further request";
    closer.join();
}

TEST_F(ServerTest, CloseWaitsNoLongerThanItsLimit) {
    std::promise<void> busy, go;
    add("GET", "/block", [&](const Request&) { return busy.set_value(), go.get_future().wait(), text("done"); });
    open();
    RawSocket working = connect(), half = connect();
    half.send("GET /hel");
    working.send(get("/block"));
    busy.get_future().wait();
    server_->close(Millis(50));
    EXPECT_EQ(working.receive_all(), "");
    EXPECT_EQ(half.receive_all(), "");
    go.set_value();
    server_.reset();
}

TEST_F(ServerTest, ListeningCanFail) {
    open();
    ServerOptions same = options_;
    same.port = server_->port();
    auto second = Server::open(same, router_);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(same.port)));
    same.address = "nowhere";
    EXPECT_EQ(Server::open(same, router_).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace tiller::http
