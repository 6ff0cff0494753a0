#include "http/websocket.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <future>

#include "http/websocket_testing.h"

namespace tiller::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Remembers what it hears.
class Ear final : public WebSocketListener {
  public:
    void on_open() override {
        change([&] { is_open_ = true; });
    }
    void on_message(std::string_view message) override {
        change([&] { messages_.emplace_back(message); });
    }
    void on_closed(std::string why) override {
        change([&] { closed_.push_back(std::move(why)); });
    }
    /// Why it was closed, once it was.
    std::string closed() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, kPatience, [&] { return !closed_.empty(); })) return "still open";
        EXPECT_EQ(closed_.size(), 1u);
        return closed_.front();
    }
    std::vector<std::string> messages() {
        std::lock_guard lock(mutex_);
        return messages_;
    }
    bool hears(size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return messages_.size() >= count; });
    }
    bool is_open() {
        std::lock_guard lock(mutex_);
        return is_open_;
    }

  private:
    template <class Do>
    void change(Do what) {
        std::lock_guard lock(mutex_);
        what();
        changed_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_ = false;
    std::vector<std::string> messages_, closed_;
};

class WebSocketTest : public testing::Test {
  protected:
    std::shared_ptr<WebSocket> connect(std::string url, std::function<void(WebSocketRequest&)> change = {}) {
        WebSocketRequest request{.url = std::move(url), .policy = {.allow_private = true}};
        if (change) change(request);
        return client_->connect(std::move(request), ear_);
    }
    std::unique_ptr<WebSocketClient> client_ = WebSocketClient::open();
    std::shared_ptr<Ear> ear_ = std::make_shared<Ear>();
};

TEST_F(WebSocketTest, WhatIsSentBeforeItIsOpenArrivesInOrder) {
    std::vector<std::string> got;
    std::string request;
    {
        WebSocketServer server([&](WebSocketPeer& peer, int) {
            ASSERT_TRUE(peer.open());
            request = peer.request();
            for (int i = 0; i < 3; ++i) {
                auto frame = peer.receive();
                ASSERT_TRUE(frame);
                got.push_back(std::to_string(frame->opcode) + frame->payload);
            }
            peer.send_text("thanks");
            peer.send_close();
            peer.receive();
        });
        auto socket = connect(server.url("/stt?model=a"), [](auto& r) { r.headers = {{"Authorization", "Bearer k"}}; });
        socket->send_text("{}");
        socket->send_binary(std::string(70'000, 'a'));
        socket->send_text("end");
        EXPECT_EQ(ear_->closed(), "");
    }
    EXPECT_THAT(got, ElementsAre("1{}", "2" + std::string(70'000, 'a'), "1end"));
    EXPECT_THAT(request, HasSubstr("GET /stt?model=a HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nAuthorization: Bearer k\r\n"));
    EXPECT_THAT(ear_->messages(), ElementsAre("thanks"));
}

TEST_F(WebSocketTest, AMessageInFragmentsAndByteByByteIsOne) {
    WebSocketServer server([&](WebSocketPeer& peer, int) {
        ASSERT_TRUE(peer.open());
        std::string bytes = server_frame(1, "he", false) + server_frame(9, "ping") + server_frame(0, "llo");
        for (char byte : bytes) peer.socket().send({&byte, 1});
        auto pong = peer.receive();
        ASSERT_TRUE(pong);
        EXPECT_EQ(pong->opcode, 10);
        EXPECT_EQ(pong->payload, "ping");
        auto close = peer.receive();
        ASSERT_TRUE(close);
        EXPECT_EQ(close->opcode, WebSocketPeer::kCloseFrame);
        peer.send_close();
    });
    auto socket = connect(server.url());
    ASSERT_TRUE(ear_->hears(1));
    EXPECT_THAT(ear_->messages(), ElementsAre("hello"));
    socket->close();
    EXPECT_EQ(ear_->closed(), "");
}

TEST_F(WebSocketTest, AServerThatHangsIsGivenUp) {
    WebSocketServer server(
        [&](WebSocketPeer& peer, int connection) {
            if (connection == 1) EXPECT_TRUE(peer.open());
            while (peer.socket().receive()) {
            }
        },
        2);
    connect(server.url(), [](auto& request) { request.open_within = Millis(50); });
    EXPECT_EQ(ear_->closed(), "timed out after 50 ms");
    EXPECT_FALSE(ear_->is_open());
    ear_ = std::make_shared<Ear>();
    auto socket = connect(server.url());
    socket->end_within(std::chrono::seconds(10));
    socket->end_within(Millis(50));
    EXPECT_THAT(ear_->closed(), HasSubstr("timed out after 50 ms"));
}

TEST_F(WebSocketTest, ReasonsOfTheEndAreTold) {
    struct Case {
        std::function<void(WebSocketPeer&)> serve;
        std::string why;
    };
    const Case cases[] = {
        {[](auto& peer) {
             peer.read_request();
             peer.socket().send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
         },
         "HTTP status 401"},
        {[](auto& peer) {
             peer.read_request();
             peer.socket().send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
         },
         "no WebSocket was opened"},
        {[](auto& peer) { peer.read_request(); }, "no WebSocket was opened"},
        {[](auto& peer) { peer.open(); }, "the connection broke"},
        {[](auto& peer) {
             peer.open();
             peer.send_close(1011);
             peer.receive();
         },
         "the server closed with code 1011"},
        {[](auto& peer) {
             peer.open();
             peer.socket().send(server_frame(1, std::string(2000, 'x')));
             peer.receive();
         },
         "a message of more than 1000 bytes"},
        {[](auto& peer) {
             peer.open();
             peer.socket().send(server_frame(5, "reserved"));
             peer.receive();
         },
         "the connection broke"},
        {[](auto& peer) {
             peer.open();
             peer.socket().send(server_frame(1, "\xff\xfe not UTF-8"));
             peer.receive();
         },
         "the connection broke"},
    };
    for (const Case& one : cases) {
        WebSocketServer server([&](WebSocketPeer& peer, int) { one.serve(peer); });
        ear_ = std::make_shared<Ear>();
        connect(server.url(), [](auto& request) { request.message_limit = 1000; });
        EXPECT_THAT(ear_->closed(), HasSubstr(one.why));
        EXPECT_TRUE(ear_->messages().empty());
    }
}

TEST_F(WebSocketTest, AServerThatTakesNothingDoesNotFillTheMemory) {
    std::promise<void> over;
    WebSocketServer server([&](WebSocketPeer& peer, int) {
        ASSERT_TRUE(peer.open());
        peer.send_text("hi");
        over.get_future().wait();
    });
    auto socket = connect(server.url(), [](auto& request) { request.send_limit = 1u << 20; });
    ASSERT_TRUE(ear_->hears(1));
    for (int i = 0; i < 200; ++i)
        socket->send_binary(std::string(1u << 16, 'a'));  // 12.5 MiB, beyond what sockets hold
    EXPECT_THAT(ear_->closed(), HasSubstr("more than 1048576 bytes wait"));
    over.set_value();
}

TEST_F(WebSocketTest, WhatCannotBeginIsToldLikeAnyOtherEnd) {
    connect("http://127.0.0.1/");
    EXPECT_EQ(ear_->closed(), "not a ws or wss URL");
    ear_ = std::make_shared<Ear>();
    connect("ws://127.0.0.1/", [](auto& request) { request.headers = {{"A", "b\r\nc: d"}}; });
    EXPECT_EQ(ear_->closed(), "a header field cannot be sent: \"A\"");
    ear_ = std::make_shared<Ear>();
    connect("ws://127.0.0.1:1/", [](auto& request) { request.policy.allow_private = false; });
    EXPECT_EQ(ear_->closed(), "refused: 127.0.0.1 is a private address");
    ear_ = std::make_shared<Ear>();
    connect("ws://127.0.0.1:1/");
    EXPECT_THAT(ear_->closed(), HasSubstr("127.0.0.1:1 cannot be reached: Connection refused"));
}

TEST_F(WebSocketTest, TheEndOfTheClientEndsWhatIsOpen) {
    std::shared_ptr<WebSocket> socket;
    WebSocketServer server([&](WebSocketPeer& peer, int) {
        ASSERT_TRUE(peer.open());
        peer.send_text("hi");
        while (peer.receive()) {
        }
    });
    socket = connect(server.url());
    ASSERT_TRUE(ear_->hears(1));
    client_.reset();
    EXPECT_EQ(ear_->closed(), "client closed");
    socket->send_text("too late");
    socket->close();
}

TEST(WebSocketUrlTest, Parts) {
    auto url = parse_websocket_url("WSS://Api.Example:8443/v1/realtime?intent=transcription");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->is_secure);
    EXPECT_EQ(url->host, "api.example");
    EXPECT_EQ(url->authority(), "api.example:8443");
    EXPECT_EQ(url->target, "/v1/realtime?intent=transcription");
    url = parse_websocket_url("ws://[::1]");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->authority(), "[::1]");
    EXPECT_EQ(url->port, "80");
    EXPECT_EQ(url->target, "/");
    for (const char* wrong : {"", "ws:", "ws://", "ws://a b/", "ws://a/#b", "http://a/", "ws://user:pass@a/",
                              "ws://a:99999/", "ws://a\r\nb/"}) {
        EXPECT_FALSE(parse_websocket_url(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace tiller::http
