#include "http/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tiller::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// All bytes of an answer; "<cut>" where it says so.
std::string wire(Answer& answer) {
    std::string bytes;
    for (Piece piece = answer.first();; piece = answer.next()) {
        bytes += piece.before + piece.bytes + std::string(piece.after);
        if (piece.cut) return bytes + "<cut>";
        if (piece.last) return bytes;
    }
}

std::string wire(Response response, AnswerForm form = {}, std::optional<uint64_t> length = {}) {
    Answer answer(std::move(response), form, length);
    return wire(answer);
}

Response streamed(std::vector<std::string> pieces) {
    pieces.emplace_back();
    Response response;
    response.stream = [pieces, at = size_t{0}]() mutable { return pieces.at(at++); };
    return response;
}

Response json(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

TEST(Answer, AWholeBodyHasItsLength) {
    std::string bytes = wire(json("{}"));
    EXPECT_THAT(bytes, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
    EXPECT_THAT(bytes, HasSubstr("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"));
    EXPECT_THAT(bytes, Not(HasSubstr("Connection")));
}

TEST(Answer, AStreamIsChunkedAndEndsWithTheLastChunk) {
    std::string bytes = wire(streamed({"abc", std::string(16, 'x')}));
    EXPECT_THAT(bytes, HasSubstr("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\nxxxxxxxxxxxxxxxx\r\n0\r\n\r\n"));
    EXPECT_THAT(wire(streamed({})), HasSubstr("\r\n\r\n0\r\n\r\n"));
}

TEST(Answer, AStreamToHttp10EndsWithTheConnection) {
    Answer answer(streamed({"abc", "def"}), {.http_1_0 = true});
    EXPECT_FALSE(answer.keep_alive());
    std::string bytes = wire(answer);
    EXPECT_THAT(bytes, HasSubstr("Connection: close\r\n\r\nabcdef"));
    EXPECT_THAT(bytes, Not(HasSubstr("chunked")));
}

TEST(Answer, HeadHasTheHeaderAndNoBody) {
    EXPECT_TRUE(wire(json("{}"), {.head = true}).ends_with("Content-Length: 2\r\n\r\n"));
    EXPECT_TRUE(wire(streamed({"abc"}), {.head = true}).ends_with("Transfer-Encoding: chunked\r\n\r\n"));
    EXPECT_TRUE(wire(streamed({"abc"}), {.head = true}, 3).ends_with("Content-Length: 3\r\n\r\n"));
}

TEST(Answer, NoContentHasNeitherBodyNorLength) {
    Response response = json("not sent");
    response.status = 204;
    std::string bytes = wire(response);
    EXPECT_THAT(bytes, Not(HasSubstr("Content-")));
    EXPECT_TRUE(bytes.ends_with("\r\n\r\n"));
}

TEST(Answer, AKnownLengthIsKeptOrTheAnswerCut) {
    EXPECT_TRUE(wire(streamed({"abc", "de"}), {}, 5).ends_with("Content-Length: 5\r\n\r\nabcde"));
    EXPECT_TRUE(wire(streamed({"abc"}), {}, 5).ends_with("<cut>"));
    EXPECT_TRUE(wire(streamed({"abc", "def"}), {}, 5).ends_with("<cut>"));
    EXPECT_TRUE(wire(streamed({}), {}, 0).ends_with("Content-Length: 0\r\n\r\n"));
}

TEST(Answer, AHandlerCannotBreakTheFraming) {
    Response response = json("{}");
    response.headers = {{"X-Evil", "a\r\nSet-Cookie: b"},
                        {"content-length", "99"},
                        {"Transfer-Encoding", "chunked"},
                        {"Connection", "Close"}};
    Answer answer(response, {});
    EXPECT_FALSE(answer.keep_alive());
    std::string bytes = wire(answer);
    EXPECT_THAT(bytes, HasSubstr("X-Evil: a  Set-Cookie: b\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Content-Length: 2\r\nConnection: close\r\n\r\n{}"));
    EXPECT_THAT(bytes, Not(HasSubstr("99")));
    EXPECT_THAT(bytes, Not(HasSubstr("chunked")));
}

TEST(Answer, KeepAliveIsSaidToHttp10) {
    EXPECT_THAT(wire(json("{}"), {.http_1_0 = true, .keep_alive = true}), HasSubstr("Connection: keep-alive\r\n"));
}

}  // namespace
}  // namespace tiller::http
