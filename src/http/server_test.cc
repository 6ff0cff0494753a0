// What a well-behaved client gets.
#include <filesystem>
#include <fstream>

#include "base/metrics.h"
#include "http/server_testing.h"

namespace tiller::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
    open();
    RawSocket socket = connect();
    for (int i = 0; i < 3; ++i) {
        socket.received().clear();
        socket.send(get("/hello"));
        ASSERT_TRUE(socket.receive_until("hello"));
        EXPECT_THAT(socket.received(), StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(socket.received(), HasSubstr("Content-Length: 5\r\n"));
    }
    socket.send(get("/hello", kClose));
    EXPECT_THAT(socket.receive_all(), HasSubstr("Connection: close\r\n\r\nhello"));
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
    options_.worker_threads = 8;
    open();
    std::string requests;
    std::string expected;
    for (int i = 0; i < 500; ++i) {
        requests += post("/echo", "<" + std::to_string(i) + ">");
        expected += "<" + std::to_string(i) + ">";
    }
    RawSocket socket = connect();
    socket.send(requests + get("/hello", kClose));
    std::string all = socket.receive_all(), bodies;
    for (size_t at = all.find("\r\n\r\n<"); at != std::string::npos; at = all.find("\r\n\r\n<", at + 1)) {
        bodies += all.substr(at + 4, all.find('>', at) - at - 3);
    }
    EXPECT_EQ(bodies, expected);
    EXPECT_THAT(all, EndsWith("hello"));
}

TEST_F(ServerTest, TakesBodiesInEveryFraming) {
    open();
    EXPECT_THAT(say(post("/echo", "body", kClose)), EndsWith("\r\n\r\nbody"));
    EXPECT_THAT(say("POST /echo HTTP/1.1\r\nHost: a\r\n" + kClose +
                    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n"),
                EndsWith("\r\n\r\nabcde"));
    EXPECT_THAT(say("POST /echo HTTP/1.0\r\nContent-Length: 2\r\n\r\nab"), EndsWith("Connection: close\r\n\r\nab"));
    std::string big(5'000'000, 'x');
    EXPECT_THAT(say(post("/length", big, kClose)), EndsWith("\r\n\r\n5000000"));
}

TEST_F(ServerTest, AsksForABodyThatWaits) {
    open();
    RawSocket socket = connect();
    socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n" + kClose + "\r\n");
    ASSERT_TRUE(socket.receive_until("HTTP/1.1 100 Continue\r\n\r\n"));
    EXPECT_THAT(socket.received(), Not(HasSubstr("200 OK")));
    socket.send("ab");
    EXPECT_THAT(socket.receive_all(), EndsWith("\r\n\r\nab"));
}

TEST_F(ServerTest, HeadHasNoBody) {
    open();
    EXPECT_THAT(say("HEAD /hello HTTP/1.1\r\nHost: a\r\n" + kClose + "\r\n"),
                EndsWith("Content-Length: 5\r\nConnection: close\r\n\r\n"));
}

TEST_F(ServerTest, TheHandlerSeesWhoAsks) {
    add("GET", "/who/{name}", [](const Request& request) {
        return text(request.remote_address + " " + request.request_id + " " + request.captures.at("name") + " " +
                    request.parameter("a b").value_or("-") + " " + std::string(request.header("x-y")));
    });
    open();
    std::string all = say(get("/who/%2B1", "") + get("/who/J?a+b=1%2B1", "X-Y: z\r\n" + kClose));
    EXPECT_THAT(all, testing::ContainsRegex("127.0.0.1 [0-9a-f]{32} \\+1 - "));
    EXPECT_THAT(all, testing::ContainsRegex("127.0.0.1 [0-9a-f]{32} J 1\\+1 z"));
}

TEST_F(ServerTest, AnExceptionIs500WithNothingOfTheInside) {
    open();
    RawSocket socket = connect();
    socket.send(get("/throw") + get("/odd") + get("/hello", kClose));
    std::string all = socket.receive_all();
    EXPECT_THAT(all, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    EXPECT_THAT(all, Not(HasSubstr("secret")));
    EXPECT_THAT(all, EndsWith("hello")) << "the connection goes on";
}

TEST_F(ServerTest, StreamsAreNeverBuiltWhole) {
    // 256 MiB offered, little taken: the source must be stopped by the client's slowness, not run ahead.
    std::atomic<int> pieces = 0;
    std::promise<void> gone;
    add("GET", "/stream", [&](const Request&) {
        Response response;
        auto end = std::shared_ptr<void>(nullptr, [&](void*) { gone.set_value(); });
        response.stream = [&pieces, end] { return ++pieces <= 256 ? std::string(1 << 20, 'x') : std::string(); };
        return response;
    });
    open();
    {
        RawSocket socket = connect();
        socket.send(get("/stream"));
        ASSERT_TRUE(socket.receive_until("100000\r\nxxx"));
        EXPECT_LT(pieces, 40);
    }
    // The client is gone: the stream is let go of, without being asked to its end.
    EXPECT_EQ(gone.get_future().wait_for(kPatience), std::future_status::ready);
    EXPECT_LT(pieces, 40);
}

TEST_F(ServerTest, AStreamThatThrowsIsCut) {
    add("GET", "/stream", [](const Request&) {
        Response response;
        response.stream = [n = 0]() mutable -> std::string {
            if (++n == 3) throw std::runtime_error("disk gone");
            return "piece";
        };
        return response;
    });
    open();
    std::string all = say(get("/stream"));
    EXPECT_THAT(all, EndsWith("5\r\npiece\r\n5\r\npiece\r\n"));
    EXPECT_THAT(all, Not(HasSubstr("0\r\n\r\n")));
}

TEST_F(ServerTest, NewsLeavesWhenItsBellRings) {
    auto bell = std::make_shared<Bell>();
    std::atomic<int> news = 0;
    std::atomic<int> asked = 0;
    add("GET", "/news", [&](const Request&) {
        Response response;
        response.stream = [&] {
            ++asked;
            return "<" + std::to_string(news) + ">";
        };
        response.stream_pause = std::chrono::hours(1);
        response.bell = bell;
        return response;
    });
    open();
    RawSocket first = connect(), second = connect();
    first.send(get("/news"));
    second.send(get("/news"));
    ASSERT_TRUE(first.receive_until("<0>"));
    ASSERT_TRUE(second.receive_until("<0>"));
    for (int n = 1; n <= 3; ++n) {
        news = n;
        bell->ring();
        const std::string piece = "<" + std::to_string(n) + ">";
        ASSERT_TRUE(first.receive_until(piece)) << n;
        ASSERT_TRUE(second.receive_until(piece)) << n;
    }
    // However often it rings, pieces do not follow each other at once; the last news is told.
    const int before = asked;
    for (news = 4; news < 2'000; ++news) bell->ring();
    bell->ring();
    ASSERT_TRUE(first.receive_until("<2000>"));
    EXPECT_LT(asked - before, 100);
    // A stop does not wait for the pause's end.
    server_->close(Millis(0));
    EXPECT_THAT(first.receive_all(), Not(HasSubstr("0\r\n\r\n")));
}

TEST(Bell, WhoListensIsWokenOnceAndMissesNothing) {
    Bell bell;
    int woken = 0;
    const uint64_t heard = bell.rings();
    bell.ring();
    EXPECT_FALSE(bell.listen(&woken, heard, [&] { ++woken; })) << "it rang meanwhile";
    ASSERT_TRUE(bell.listen(&woken, bell.rings(), [&] { ++woken; }));
    bell.ring();
    bell.ring();
    EXPECT_EQ(woken, 1);
    ASSERT_TRUE(bell.listen(&woken, bell.rings(), [&] { ++woken; }));
    bell.leave(&woken);
    bell.ring();
    EXPECT_EQ(woken, 1);
}

TEST_F(ServerTest, FilesWithRanges) {
    std::string path = testing::TempDir() + "tiller_server_test_" + std::to_string(::getpid());
    std::string content;
    for (int i = 0; i < 1'000'000; ++i) content += static_cast<char>('a' + i % 26);
    std::ofstream(path) << content;
    add("GET", "/file", [&](const Request&) {
        Response response;
        response.content_type = "audio/mpeg";
        response.file = path;
        return response;
    });
    open();
    std::string whole = say(get("/file", kClose));
    EXPECT_THAT(whole, HasSubstr("Content-Length: 1000000\r\n"));
    EXPECT_TRUE(whole.ends_with("\r\n\r\n" + content));
    std::string part = say(get("/file", "Range: bytes=26-28\r\n" + kClose));
    EXPECT_THAT(part, StartsWith("HTTP/1.1 206 Partial Content\r\n"));
    EXPECT_THAT(part, HasSubstr("Content-Range: bytes 26-28/1000000\r\n"));
    EXPECT_THAT(part, EndsWith("\r\n\r\nabc"));
    std::string behind = say(get("/file", "Range: bytes=1000000-\r\n" + kClose));
    EXPECT_THAT(behind, StartsWith("HTTP/1.1 416 Range Not Satisfiable\r\n"));
    EXPECT_THAT(behind, HasSubstr("Content-Range: bytes */1000000\r\n"));
    EXPECT_THAT(say("HEAD /file HTTP/1.1\r\nHost: a\r\n" + kClose + "\r\n"),
                testing::AllOf(HasSubstr("Content-Length: 1000000\r\n"), EndsWith("Connection: close\r\n\r\n")));
    std::filesystem::remove(path);
    EXPECT_THAT(say(get("/file", kClose)), StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

TEST_F(ServerTest, SeveralLoopsServeAlike) {
    options_.io_threads = 3;
    open();
    std::vector<RawSocket> sockets;
    for (int i = 0; i < 9; ++i) sockets.push_back(connect());
    for (auto& socket : sockets) socket.send(get("/hello"));
    for (auto& socket : sockets) EXPECT_TRUE(socket.receive_until("hello"));
}

TEST_F(ServerTest, CountsInTheMetrics) {
    open();
    say(get("/nothing", kClose));
    server_.reset();
    std::string all = metrics::expose();
    EXPECT_THAT(all, HasSubstr("tiller_http_requests_total{method=\"GET\",status=\"4xx\"}"));
    EXPECT_THAT(all, HasSubstr("tiller_http_requests_in_flight 0\n"));
    EXPECT_THAT(all, HasSubstr("tiller_http_connections 0\n"));
}

}  // namespace
}  // namespace tiller::http
