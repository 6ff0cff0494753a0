#include "engines/streaming_recognizer.h"

#include <gmock/gmock.h>

#include <thread>

#include "base/metrics.h"
#include "engines/breaker.h"
#include "engines/listener_testing.h"
#include "http/websocket_testing.h"

namespace tiller::engines {
namespace {

using namespace std::chrono_literals;
using http::WebSocketPeer;
using http::WebSocketServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto kEnd = R"({"eof" : 1})";

/// What a server got of one utterance.
struct Got {
    std::string config;
    std::string audio;
    int messages = 0;
};

/// Reads an utterance to its end, and answers each piece of audio as Vosk does.
std::optional<Got> take_utterance(WebSocketPeer& peer, const std::string& partial = R"({"partial" : ""})") {
    Got got;
    while (auto frame = peer.receive()) {
        if (frame->opcode == WebSocketPeer::kBinary) {
            got.audio += frame->payload;
            ++got.messages;
            peer.send_text(partial);
        } else if (frame->payload == kEnd) {
            return got;
        } else {
            got.config = frame->payload;
        }
    }
    return std::nullopt;
}

std::string bytes_of(const std::vector<int16_t>& samples) {
    return {reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(int16_t)};
}

class VoskTest : public testing::Test {
  protected:
    void open(const std::string& url, Millis timeout = 20s) {
        recognizer_ = open_streaming_recognizer({.name = "my-vosk",
                                                 .url = url,
                                                 .key = "s3cret",
                                                 .languages = {"en"},
                                                 .timeout = timeout,
                                                 .most_at_once = 2},
                                                *sockets_, clock_);
    }
    std::unique_ptr<hearing::Recognition> start(const Listening& to = listening()) {
        auto started = recognizer_->start(to, ear_);
        if (!started) {
            ADD_FAILURE() << started.error().message;
            return nullptr;
        }
        return std::move(*started);
    }
    /// Says half a second, and what is told of it.
    std::string say() {
        ear_ = std::make_shared<RecordingListener>();
        auto recognition = start();
        recognition->feed(some_audio(500ms));
        recognition->end();
        return ear_->text();
    }

    SystemClock clock_;
    std::unique_ptr<http::WebSocketClient> sockets_ = http::WebSocketClient::open();
    std::unique_ptr<hearing::Recognizer> recognizer_;
    std::shared_ptr<RecordingListener> ear_ = std::make_shared<RecordingListener>();
};

TEST_F(VoskTest, AnUtteranceGoesOutAndItsWordsComeBack) {
    std::optional<Got> got;
    std::string key;
    {
        WebSocketServer server([&](WebSocketPeer& peer, int) {
            ASSERT_TRUE(peer.open());
            key = peer.header("Authorization");
            got = take_utterance(peer, R"({"partial" : "yes I"})");
            peer.send_text(R"({"result" : [{"conf" : 0.9, "word" : "yes"}, {"conf" : 0.7, "word" : "please"}],
                               "text" : "Yes, please."})");
            peer.send_close();
            peer.receive();
        });
        open(server.url());
        auto recognition = start();
        const auto audio = some_audio(510ms);
        for (size_t at = 0; at < audio.size(); at += 160)
            recognition->feed(std::span(audio).subspan(at, std::min<size_t>(160, audio.size() - at)));
        EXPECT_TRUE(ear_->hears_partial("yes i"));
        EXPECT_FALSE(ear_->is_told());
        recognition->end();
        EXPECT_EQ(ear_->text(), "yes please");
        EXPECT_NEAR(ear_->confidence(), 0.8, 1e-9);
        ASSERT_TRUE(recognition);
    }
    ASSERT_TRUE(got);
    EXPECT_EQ(key, "Bearer s3cret");
    EXPECT_EQ(got->config, R"({"config":{"sample_rate":8000,"words":1,"max_alternatives":0}})");
    EXPECT_EQ(got->audio, bytes_of(some_audio(510ms)));
    EXPECT_EQ(got->messages, 6);
}

TEST_F(VoskTest, AGrammarIsSentAndWhatItDoesNotKnowIsLeftOut) {
    std::optional<Got> got;
    {
        WebSocketServer server([&](WebSocketPeer& peer, int) {
            ASSERT_TRUE(peer.open());
            got = take_utterance(peer);
            peer.send_text(R"({"text" : "[unk] sí [unk]"})");
            peer.receive();
        });
        open(server.url());
        auto recognition = start(listening("en", {"no", "sí"}));
        recognition->feed(some_audio(200ms));
        recognition->end();
        EXPECT_EQ(ear_->text(), "sí");
        EXPECT_NEAR(ear_->confidence(), 0.25, 0.01);
    }
    ASSERT_TRUE(got);
    EXPECT_THAT(got->config, HasSubstr(R"("phrase_list":["no","sí","[unk]"])"));
}

TEST_F(VoskTest, EndsThatVoskFindsItselfAreJoined) {
    WebSocketServer server([&](WebSocketPeer& peer, int) {
        ASSERT_TRUE(peer.open());
        peer.receive();
        peer.receive();
        peer.send_text(R"({"text" : "my number is"})");
        peer.receive();
        peer.send_text(R"({"partial" : "one"})");
        peer.receive();
        peer.send_text(R"({"text" : "one two"})");
        peer.receive();
    });
    open(server.url());
    auto recognition = start();
    recognition->feed(some_audio(200ms));
    recognition->end();
    EXPECT_EQ(ear_->text(), "my number is one two");
    EXPECT_THAT(ear_->partials(), ElementsAre("my number is", "my number is one"));
}

TEST_F(VoskTest, AConnectionThatBreaksIsOpenedAnewAndHearsTheWhole) {
    std::optional<Got> got;
    {
        WebSocketServer server(
            [&](WebSocketPeer& peer, int connection) {
                ASSERT_TRUE(peer.open());
                if (connection == 0) {
                    peer.receive();
                    peer.receive();
                    peer.send_text(R"({"partial" : "hel"})");
                    return;  // in the middle of it
                }
                got = take_utterance(peer);
                peer.send_text(R"({"text" : "hello"})");
                peer.receive();
            },
            2);
        open(server.url());
        auto recognition = start();
        recognition->feed(some_audio(300ms));
        EXPECT_TRUE(ear_->hears_partial("hel"));
        recognition->feed(some_audio(200ms, 5));
        recognition->end();
        EXPECT_EQ(ear_->text(), "hello");
    }
    ASSERT_TRUE(got);
    EXPECT_EQ(got->audio, bytes_of(some_audio(300ms)) + bytes_of(some_audio(200ms, 5)));
}

TEST_F(VoskTest, AServerThatIsGoneIsToldAfterTheEndOnly) {
    auto& failures = metrics::counter("tiller_engine_failures_total", "", {{"engine", "my-vosk"}});
    const double before = failures.Value();
    WebSocketServer server([&](WebSocketPeer& peer, int) { peer.read_request(); }, 2);
    open(server.url());
    auto recognition = start();
    for (auto until = clock_.steady() + http::kPatience; failures.Value() == before && clock_.steady() < until;)
        std::this_thread::yield();
    EXPECT_FALSE(ear_->is_told());
    recognition->feed(some_audio(100ms));
    recognition->end();
    EXPECT_THAT(ear_->text(), HasSubstr("error: engine \"my-vosk\": no WebSocket was opened"));
}

TEST_F(VoskTest, AServerThatHangsCostsItsTimeOutAndIsThenLeftInPeace) {
    WebSocketServer server(
        [&](WebSocketPeer& peer, int) {
            peer.open();
            while (peer.receive()) {
            }
        },
        Breaker::kEnough);
    open(server.url(), 100ms);
    for (int i = 0; i < Breaker::kEnough; ++i) EXPECT_EQ(say(), "error: engine \"my-vosk\": no answer within 100 ms");
    auto refused = recognizer_->start(listening(), ear_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("left in peace"));
}

TEST_F(VoskTest, AServerThatStuttersIsHeardIfItIsInTime) {
    auto stutter = [](WebSocketPeer& peer, const std::string& text) {
        for (char byte : http::server_frame(WebSocketPeer::kText, text)) peer.socket().send({&byte, 1});
    };
    WebSocketServer server(
        [&](WebSocketPeer& peer, int connection) {
            ASSERT_TRUE(peer.open());
            take_utterance(peer);
            if (connection == 0) return stutter(peer, R"({"text" : "so so"})");
            std::string bytes = http::server_frame(WebSocketPeer::kText, R"({"text" : "so so"})");
            for (size_t i = 0; i + 1 < bytes.size(); ++i) peer.socket().send({&bytes[i], 1});  // never the last one
            while (peer.receive()) {
            }
        },
        2);
    open(server.url());
    EXPECT_EQ(say(), "so so");
    open(server.url(), 200ms);
    EXPECT_THAT(say(), HasSubstr("no answer within 200 ms"));
}

TEST_F(VoskTest, LiesAreErrorsAndHoldNoWords) {
    const std::string lies[] = {"",
                                "hello",
                                "[]",
                                "null",
                                R"({"text" : 7})",
                                R"({"partial" : null})",
                                R"({"alternatives" : []})",
                                R"({"alternatives" : [{"confidence" : 1}]})",
                                R"({"result" : [{"conf" : "high"}]})",
                                R"({"text" : "secret words")",
                                std::string(300'000, 'x'),
                                std::string(2'000, '[')};
    for (const std::string& lie : lies) {
        WebSocketServer server(
            [&](WebSocketPeer& peer, int) {
                ASSERT_TRUE(peer.open());
                peer.receive();
                peer.send_text(lie);
                peer.wait_for_goodbye();
            },
            lie.size() > 256u << 10 ? 2 : 1);
        open(server.url());
        const std::string told = say();
        EXPECT_THAT(told, HasSubstr("error: engine \"my-vosk\": ")) << lie.substr(0, 40);
        EXPECT_THAT(told, Not(HasSubstr("secret words")));
    }
}

TEST_F(VoskTest, ServersThatCloseWithoutAnAnswer) {
    WebSocketServer server(
        [&](WebSocketPeer& peer, int) {
            ASSERT_TRUE(peer.open());
            take_utterance(peer);
            peer.send_close();
            peer.receive();
        },
        2);
    open(server.url());
    EXPECT_EQ(say(), "error: engine \"my-vosk\": it closed before it answered");
}

TEST_F(VoskTest, WhatWasGivenUpIsNeverTold) {
    std::atomic<bool> is_closed = false;
    {
        WebSocketServer server([&](WebSocketPeer& peer, int) {
            ASSERT_TRUE(peer.open());
            peer.receive();
            peer.send_text(R"({"partial" : "now"})");
            is_closed = peer.wait_for_goodbye();
        });
        open(server.url());
        auto recognition = start();
        recognition->feed(some_audio(100ms));
        EXPECT_TRUE(ear_->hears_partial("now"));
        recognition.reset();
    }
    EXPECT_TRUE(is_closed);
    EXPECT_FALSE(ear_->is_told());
}

TEST_F(VoskTest, NoMoreCallsThanItTakes) {
    http::RawListener nobody_answers;
    open("ws://127.0.0.1:" + std::to_string(nobody_answers.port()) + "/");
    auto one = start(), two = start();
    auto three = recognizer_->start(listening(), ear_);
    ASSERT_FALSE(three);
    EXPECT_THAT(three.error().message, HasSubstr("is asked 2 things already"));
    EXPECT_TRUE(recognizer_->hears("en-US", true));
    EXPECT_FALSE(recognizer_->hears("es", true));
    EXPECT_FALSE(recognizer_->hears("eno", true));
}

TEST(VoskManyTest, AHundredCallsAtOnceAreHeardEachForItself) {
    constexpr int kCalls = 100;
    http::RawListener listener;
    std::thread server([&] {
        std::vector<std::thread> peers;
        for (int i = 0; i < kCalls; ++i) {
            peers.emplace_back([peer = std::make_shared<WebSocketPeer>(listener.accept())] {
                if (!peer->open()) return;
                auto got = take_utterance(*peer);
                if (!got) return;
                peer->send_text(R"({"text" : "call )" + std::to_string(got->audio.size() / 2) + "\"}");
                peer->wait_for_goodbye();
            });
        }
        for (std::thread& peer : peers) peer.join();
    });
    SystemClock clock;
    auto sockets = http::WebSocketClient::open();
    auto recognizer = open_streaming_recognizer({.name = "many",
                                                 .url = "ws://127.0.0.1:" + std::to_string(listener.port()),
                                                 .timeout = http::kPatience,
                                                 .most_at_once = kCalls},
                                                *sockets, clock);
    std::vector<std::shared_ptr<RecordingListener>> ears;
    std::vector<std::unique_ptr<hearing::Recognition>> recognitions;
    for (int i = 0; i < kCalls; ++i) {
        ears.push_back(std::make_shared<RecordingListener>());
        auto started = recognizer->start(listening(), ears.back());
        ASSERT_TRUE(started) << started.error().message;
        recognitions.push_back(std::move(*started));
    }
    for (int i = 0; i < kCalls; ++i)
        recognitions[static_cast<size_t>(i)]->feed(some_audio(std::chrono::milliseconds(200 + i)));
    for (auto& recognition : recognitions) recognition->end();
    for (int i = 0; i < kCalls; ++i)
        EXPECT_EQ(ears[static_cast<size_t>(i)]->text(), "call " + std::to_string((200 + i) * 8));
    recognitions.clear();
    server.join();
}

TEST(BreakerTest, PausesGrowAndASuccessForgets) {
    ManualClock clock;
    Breaker breaker(clock);
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    EXPECT_FALSE(breaker.is_closed());
    breaker.failed();
    EXPECT_TRUE(breaker.is_closed());
    breaker.failed();  // it was under way
    clock.advance(Breaker::kFirstPause);
    EXPECT_FALSE(breaker.is_closed());
    breaker.failed();
    clock.advance(Breaker::kFirstPause);
    EXPECT_TRUE(breaker.is_closed());
    clock.advance(Breaker::kFirstPause);
    EXPECT_FALSE(breaker.is_closed());
    for (int i = 0; i < 20; ++i) {
        breaker.failed();
        EXPECT_TRUE(breaker.is_closed());
        clock.advance(Breaker::kLongestPause);
        EXPECT_FALSE(breaker.is_closed());
    }
    breaker.succeeded();
    breaker.failed();
    EXPECT_FALSE(breaker.is_closed());
}

}  // namespace
}  // namespace tiller::engines
