#include "engines/realtime_protocol.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "base/audio.h"
#include "base/text.h"
#include "engines/listener_testing.h"
#include "engines/streaming_recognizer.h"
#include "http/websocket_testing.h"

namespace tiller::engines {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const Engine kEngine{.name = "openai", .protocol = EngineProtocol::openai_realtime, .model = "gpt-live-transcribe"};

/// The audio in an append, in samples; 0 for any other event.
size_t samples_in(const std::string& event) {
    simdjson::dom::parser parser;
    auto json = parser.parse(event);
    std::string_view type, audio;
    EXPECT_FALSE(json["type"].get(type)) << event;
    if (type != std::string_view("input_audio_buffer.append")) return 0;
    EXPECT_FALSE(json["audio"].get(audio));
    auto bytes = from_base64(audio);
    EXPECT_TRUE(bytes);
    return bytes ? bytes->size() / 2 : 0;
}

TEST(RealtimeTest, WhatIsSaidToTheServer) {
    RealtimeProtocol protocol(kEngine, listening("pt-BR", {"não", "sim"}));
    auto frames = protocol.begin();
    ASSERT_EQ(frames.size(), 1u);
    EXPECT_EQ(
        frames[0].bytes,
        R"({"type":"session.update","session":{"type":"transcription","audio":{"input":{"format":{)"
        R"("type":"audio/pcm","rate":24000},"transcription":{"model":"gpt-live-transcribe","language":"pt",)"
        R"("prompt":"não, sim"},"turn_detection":null}},"include":["item.input_audio_transcription.logprobs"]}})");
    size_t samples = 0;
    for (int i = 0; i < 5; ++i) {
        for (const Frame& frame : protocol.audio(some_audio(100ms))) {
            EXPECT_FALSE(frame.is_binary);
            samples += samples_in(frame.bytes);
        }
    }
    frames = protocol.end();
    ASSERT_EQ(frames.size(), 2u);
    samples += samples_in(frames[0].bytes);
    EXPECT_NEAR(static_cast<double>(samples), 0.5 * RealtimeProtocol::kRate, 240);
    EXPECT_EQ(frames[1].bytes, R"({"type":"input_audio_buffer.commit"})");
}

TEST(RealtimeTest, ShortSoundsAreMadeLongEnoughToBeTaken) {
    RealtimeProtocol protocol(kEngine, listening());
    size_t samples = 0;
    for (const Frame& frame : protocol.audio(some_audio(20ms))) samples += samples_in(frame.bytes);
    for (const Frame& frame : protocol.end()) samples += samples_in(frame.bytes);
    EXPECT_GE(samples, static_cast<size_t>(RealtimeProtocol::kRate / 10));
}

TEST(RealtimeTest, DeltasGrowAndTheTranscriptEnds) {
    RealtimeProtocol protocol(kEngine, listening());
    auto take = [&](const std::string& event) { return protocol.take(event); };
    for (const char* other : {R"({"type":"session.created","session":{}})",
                              R"({"type":"input_audio_buffer.committed"})", R"({"type":"something.new","delta":7})"}) {
        auto told = take(other);
        ASSERT_TRUE(told);
        EXPECT_EQ(told->what, Told::What::nothing);
    }
    auto told = take(R"({"type":"conversation.item.input_audio_transcription.delta","delta":"Call me "})");
    ASSERT_TRUE(told);
    told = take(R"({"type":"conversation.item.input_audio_transcription.delta","delta":"to-morrow"})");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->what, Told::What::partial);
    EXPECT_EQ(told->words.text, "call me to morrow");
    told = take(R"({"type":"conversation.item.input_audio_transcription.completed","transcript":"Call me tomorrow.",
                    "logprobs":[{"token":"Call","logprob":-0.1},{"token":".","logprob":-0.3}]})");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->what, Told::What::done);
    EXPECT_EQ(told->words.text, "call me tomorrow");
    EXPECT_NEAR(told->words.confidence, 0.819, 0.001);
}

TEST(RealtimeTest, FailuresAndLiesHoldNoWords) {
    for (
        const char* event :
        {R"({"type":"error","error":{"type":"invalid_request_error","code":"invalid_model","message":"secret words"}})",
         R"({"type":"conversation.item.input_audio_transcription.failed","error":{"message":"secret words"}})",
         R"({"type":"error","error":"secret words"})", R"({"type":"error"})", R"({"type":5})", "secret words", "", "{}",
         R"({"type":"conversation.item.input_audio_transcription.delta","delta":{}})",
         R"({"type":"conversation.item.input_audio_transcription.completed","transcript":null})"}) {
        RealtimeProtocol protocol(kEngine, listening());
        auto told = protocol.take(event);
        ASSERT_FALSE(told) << event;
        EXPECT_THAT(told.error().message, Not(HasSubstr("secret")));
    }
    RealtimeProtocol protocol(kEngine, listening());
    auto told = protocol.take(R"({"type":"error","error":{"code":"rate_limit_exceeded"}})");
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().message, "it says that it failed: rate_limit_exceeded");
    RealtimeProtocol endless(kEngine, listening());
    const std::string delta =
        R"({"type":"conversation.item.input_audio_transcription.delta","delta":")" + std::string(10'000, 'a') + "\"}";
    EXPECT_TRUE(endless.take(delta));
    EXPECT_FALSE(endless.take(delta));
}

TEST(RealtimeTest, OverARealConnection) {
    http::WebSocketServer server([&](http::WebSocketPeer& peer, int) {
        ASSERT_TRUE(peer.open());
        peer.send_text(R"({"type":"session.created"})");
        size_t samples = 0;
        for (;;) {
            auto frame = peer.receive();
            ASSERT_TRUE(frame);
            if (frame->payload == R"({"type":"input_audio_buffer.commit"})") break;
            samples += samples_in(frame->payload);
        }
        EXPECT_GT(samples, 5'000u);
        peer.send_text(R"({"type":"conversation.item.input_audio_transcription.completed","transcript":"Halo!"})");
        EXPECT_TRUE(peer.wait_for_goodbye());
    });
    SystemClock clock;
    auto sockets = http::WebSocketClient::open();
    Engine engine = kEngine;
    engine.url = server.url("/v1/realtime?intent=transcription");
    engine.timeout = http::kPatience;
    auto recognizer = open_streaming_recognizer(engine, *sockets, clock);
    auto ear = std::make_shared<RecordingListener>();
    auto recognition = recognizer->start(listening("id"), ear);
    ASSERT_TRUE(recognition);
    (*recognition)->feed(some_audio(300ms));
    (*recognition)->end();
    EXPECT_EQ(ear->text(), "halo");
}

}  // namespace
}  // namespace tiller::engines
