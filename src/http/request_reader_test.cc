#include "http/request_reader.h"

#include <gtest/gtest.h>

namespace tiller::http {
namespace {

using State = RequestReader::State;

constexpr size_t kHeaderLimit = 1024;
constexpr size_t kBodyLimit = 100;

/// Gives the reader `bytes`, `step` at a time, and offers again what it leaves, as a connection does.
void give(RequestReader& reader, std::string_view bytes, size_t step) {
    std::string pending;
    for (size_t at = 0; at < bytes.size(); at += step) {
        pending += bytes.substr(at, step);
        pending.erase(0, reader.take(pending));
    }
}

int status_of(std::string_view bytes, size_t step = 1'000'000) {
    RequestReader reader(kHeaderLimit, kBodyLimit);
    give(reader, bytes, step);
    return reader.state() == State::failed ? reader.failure_status() : reader.state() == State::done ? 200 : 0;
}

TEST(RequestReader, ReadsTheSameHoweverTheBytesArrive) {
    constexpr std::string_view kBytes =
        "\r\nPOST /a?b=c HTTP/1.1\r\nHost: x\r\nX-A:  1 \r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nAuthorization: late\r\n\r\n";
    for (size_t step : {1, 2, 3, 7, 1000}) {
        RequestReader reader(kHeaderLimit, kBodyLimit);
        give(reader, kBytes, step);
        ASSERT_EQ(reader.state(), State::done) << step << " " << reader.failure_detail();
        const Request& request = reader.request();
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.path, "/a");
        EXPECT_EQ(request.query, "b=c");
        EXPECT_EQ(request.header("x-a"), "1, 2");
        EXPECT_EQ(request.header("cookie"), "a=1; b=2");
        EXPECT_EQ(request.header("authorization"), "") << "a trailer must not pass as a header";
        EXPECT_EQ(request.body, "abc0123456789");
        EXPECT_GE(request.body.capacity(), request.body.size() + 64);
        EXPECT_TRUE(reader.keep_alive());
    }
}

TEST(RequestReader, AnEmptyChunkedBodyMayArriveInTwoParts) {
    for (size_t step : {1, 2, 3, 4, 5}) {
        EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", step), 200);
    }
}

TEST(RequestReader, LeavesWhatBelongsToTheNext) {
    RequestReader reader(kHeaderLimit, kBodyLimit);
    std::string bytes = "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nabGET /2 HTTP/1.0\r\n\r\n";
    size_t taken = reader.take(bytes);
    ASSERT_EQ(reader.state(), State::done);
    EXPECT_EQ(reader.request().body, "ab");
    reader.reset();
    taken += reader.take(std::string_view(bytes).substr(taken));
    ASSERT_EQ(reader.state(), State::done);
    EXPECT_EQ(reader.request().path, "/2");
    EXPECT_TRUE(reader.is_http_1_0());
    EXPECT_FALSE(reader.keep_alive());
    EXPECT_EQ(taken, bytes.size());
}

TEST(RequestReader, MalformedIs400) {
    for (std::string_view bad : {
             "nonsense\r\n\r\n",
             "GET / HTTP/2.0\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",  // no Host
             "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
             "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
             "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  // TLS to a plain port
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\tchunked\r\n\r\n0\r\n\r\n",
             "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n",
             "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
         }) {
        EXPECT_EQ(status_of(bad), 400) << bad;
        EXPECT_EQ(status_of(bad, 1), 400) << bad << " byte by byte";
    }
}

TEST(RequestReader, ABodyBeyondTheLimitIs413BeforeItArrives) {
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n"), 413);
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x')), 200);
    std::string chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 10; ++i) chunks += "a\r\n0123456789\r\n";
    EXPECT_EQ(status_of(chunks + "0\r\n\r\n"), 200);
    EXPECT_EQ(status_of(chunks + "1\r\n"), 413);
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"), 413);
}

TEST(RequestReader, ACompressedBodyIs415) {
    const std::string start = "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: ";
    EXPECT_EQ(status_of(start + "gzip\r\nContent-Length: 10\r\n\r\n"), 415);
    EXPECT_EQ(status_of(start + "gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 1), 415);
    EXPECT_EQ(status_of(start + "identity, br\r\nContent-Length: 1\r\n\r\na"), 415);
    EXPECT_EQ(status_of(start + "UTF-8\r\nContent-Length: 1\r\n\r\na"), 200);  // as Java's old client sets it
    EXPECT_EQ(status_of(start + "Identity\r\nContent-Length: 1\r\n\r\na"), 200);
    EXPECT_EQ(status_of(start + "gzip\r\nContent-Length: 0\r\n\r\n"), 200);
}

TEST(RequestReader, AHeaderBeyondTheLimitIs431HoweverItTrickles) {
    std::string line = "X-Long: " + std::string(90, 'x') + "\r\n";
    std::string header = "GET / HTTP/1.1\r\nHost: a\r\n";
    while (header.size() < 2 * kHeaderLimit) header += line;
    // 100 is the length of a line: every piece ends with one, so nothing unfinished is ever left.
    for (size_t step : {size_t{1}, size_t{25}, line.size(), size_t{100'000}})
        EXPECT_EQ(status_of(header, step), 431) << step;
    EXPECT_EQ(status_of("GET /" + std::string(kHeaderLimit, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 431);
}

TEST(RequestReader, AnEndlessChunkFrameOrTrailerIs431) {
    std::string start = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(status_of(start + "1;" + std::string(2 * kHeaderLimit, 'x'), 10), 431);
    EXPECT_EQ(status_of(start + "0\r\nX: " + std::string(2 * kHeaderLimit, 'x'), 10), 431);
}

TEST(RequestReader, SaysWhenTheClientWaitsForAWord) {
    RequestReader reader(kHeaderLimit, kBodyLimit);
    reader.take("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
    EXPECT_TRUE(reader.wants_continue());
    reader.take("ab");
    EXPECT_FALSE(reader.wants_continue());
    reader.reset();
    reader.take("POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_FALSE(reader.wants_continue());
}

}  // namespace
}  // namespace tiller::http
