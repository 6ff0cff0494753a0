// Recognizer and voice over HTTP, against a server of our own.
#include <gmock/gmock.h>
#include <simdjson.h>

#include <cmath>
#include <future>

#include "base/audio.h"
#include "engines/breaker.h"
#include "engines/http_recognizer.h"
#include "engines/http_voice.h"
#include "engines/listener_testing.h"
#include "engines/wav.h"
#include "http/http.h"

namespace tiller::engines {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class HttpEngineTest : public testing::Test {
  protected:
    /// Serves one page below /v1.
    void serve(const std::string& page, std::function<http::Response(const http::Request&)> answer) {
        auto router = std::make_shared<http::Router>();
        router->add("POST", "/v1" + page, std::move(answer));
        auto server = http::Server::open({.address = "127.0.0.1", .port = 0}, router);
        ASSERT_TRUE(server) << server.error().message;
        server_ = std::move(*server);
        url_ = "http://127.0.0.1:" + std::to_string(server_->port()) + "/v1";
    }
    Engine engine(EngineKind kind, Millis timeout = http::kPatience) const {
        return {.name = "my-http",
                .kind = kind,
                .protocol = EngineProtocol::openai_http,
                .url = url_,
                .key = "s3cret",
                .model = "tiny",
                .voices = {"anna", "ben"},
                .timeout = timeout};
    }
    std::string hear(const Listening& to = listening("es-MX"), Millis timeout = http::kPatience) {
        auto recognizer = open_http_recognizer(engine(EngineKind::recognizer, timeout), *client_, clock_, random_);
        ear_ = std::make_shared<RecordingListener>();
        auto recognition = recognizer->start(to, ear_);
        EXPECT_TRUE(recognition);
        (*recognition)->feed(some_audio(200ms));
        (*recognition)->feed(some_audio(100ms));
        (*recognition)->end();
        return ear_->text();
    }

    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<http::Server> server_;
    std::string url_;
    std::unique_ptr<http::Client> client_ = http::Client::open();
    std::shared_ptr<RecordingListener> ear_;
};

http::Response body(std::string text, std::string type = "application/json") {
    return {.content_type = std::move(type), .body = std::move(text)};
}

TEST_F(HttpEngineTest, AnUtteranceIsPostedAsAFormAndItsTextComesBack) {
    std::string form, type, key;
    serve("/audio/transcriptions", [&](const http::Request& request) {
        form = request.body, type = request.header("content-type"), key = request.header("authorization");
        return body(R"({"text": " ¿Sí, mañana! "})");
    });
    EXPECT_EQ(hear(listening("es-MX", {"mañana", "sí"})), "sí mañana");
    EXPECT_EQ(key, "Bearer s3cret");
    ASSERT_THAT(type, HasSubstr("multipart/form-data; boundary=tiller-"));
    const std::string boundary = type.substr(type.find('=') + 1);
    auto part = [&](const std::string& head) {
        size_t at = form.find("--" + boundary + "\r\nContent-Disposition: form-data; " + head);
        if (at == std::string::npos) return std::string("no such part");
        at = form.find("\r\n\r\n", at) + 4;
        return form.substr(at, form.find("\r\n--" + boundary, at) - at);
    };
    EXPECT_EQ(part("name=\"model\""), "tiny");
    EXPECT_EQ(part("name=\"language\""), "es");
    EXPECT_EQ(part("name=\"prompt\""), "mañana, sí");
    EXPECT_EQ(part("name=\"response_format\""), "json");
    auto sound = read_wav(part("name=\"file\"; filename=\"speech.wav\""));
    ASSERT_TRUE(sound);
    EXPECT_EQ(sound->rate, 8000);
    std::vector<int16_t> said = some_audio(200ms);
    for (int16_t sample : some_audio(100ms)) said.push_back(sample);
    EXPECT_EQ(sound->samples, said);
    EXPECT_TRUE(form.ends_with("\r\n--" + boundary + "--\r\n"));
}

TEST_F(HttpEngineTest, WhatWhisperTakesForNoSpeechIsNone) {
    std::string answer;
    serve("/audio/transcriptions", [&](const http::Request&) { return body(answer); });
    answer = R"({"text": "Thank you.", "segments": [{"avg_logprob": -1.5, "no_speech_prob": 0.9}]})";
    EXPECT_EQ(hear(), "");
    answer = R"({"text": "Thank you.", "segments": [{"avg_logprob": -0.5, "no_speech_prob": 0.9}]})";
    EXPECT_EQ(hear(), "thank you");
    EXPECT_NEAR(ear_->confidence(), 0.607, 0.001);
    answer = R"({"text": "Thank you.", "logprobs": [{"logprob": 0}, {"logprob": "x"}, {}]})";
    EXPECT_EQ(hear(), "thank you");
    EXPECT_EQ(ear_->confidence(), 1.0);
}

TEST_F(HttpEngineTest, RecognizersThatFailAreTold) {
    std::string answer;
    int status = 200;
    serve("/audio/transcriptions", [&](const http::Request&) {
        auto response = body(answer);
        response.status = status;
        return response;
    });
    for (const char* lie : {"", "{}", "[]", R"({"text": 5})", R"({"text": "secret words")", "secret words"}) {
        answer = lie;
        EXPECT_EQ(hear(), "error: engine \"my-http\": its answer is no JSON object with \"text\"") << lie;
    }
    answer = R"({"text": ")" + std::string(100'000, 'a') + "\"}";
    EXPECT_THAT(hear(), HasSubstr("error: "));
    status = 401;
    EXPECT_EQ(hear(), "error: engine \"my-http\": HTTP status 401");
    http::RawListener hangs;
    url_ = hangs.url("/v1");
    EXPECT_EQ(hear(listening(), 100ms), "error: engine \"my-http\": timed out after 100 ms");
    url_ = "http://127.0.0.1:1/v1";
    EXPECT_THAT(hear(), HasSubstr("error: engine \"my-http\": Failed to connect"));
}

TEST_F(HttpEngineTest, WhatWasGivenUpIsNeverTold) {
    std::promise<void> asked, answer;
    serve("/audio/transcriptions", [&](const http::Request&) {
        asked.set_value();
        answer.get_future().wait();
        return body(R"({"text": "late"})");
    });
    auto recognizer = open_http_recognizer(engine(EngineKind::recognizer), *client_, clock_, random_);
    ear_ = std::make_shared<RecordingListener>();
    auto recognition = *recognizer->start(listening(), ear_);
    recognition->feed(some_audio(100ms));
    recognition->end();
    asked.get_future().wait();
    recognition.reset();
    answer.set_value();
    client_.reset();  // all that was asked is over
    EXPECT_FALSE(ear_->is_told());
}

std::vector<int16_t> tone(int rate, double seconds, double hertz) {
    std::vector<int16_t> samples(static_cast<size_t>(rate * seconds));
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<int16_t>(8000 * std::sin(2 * M_PI * hertz * static_cast<double>(i) / rate));
    return samples;
}

TEST_F(HttpEngineTest, AVoiceSpeaksAtAnyRate) {
    std::string asked, type;
    std::string answer;
    serve("/audio/speech", [&](const http::Request& request) {
        asked = request.body;
        return body(answer, type);
    });
    auto voice = open_http_voice(engine(EngineKind::voice), *client_, clock_);
    for (int rate : {8'000, 16'000, 22'050, 24'000, 44'100, 48'000}) {
        answer = to_wav(tone(rate, 0.5, 440), rate), type = "audio/wav";
        auto audio = voice->synthesize("Hello \"you\"\n", "en", "ben");
        ASSERT_TRUE(audio) << audio.error().message;
        EXPECT_EQ(asked, R"({"model":"tiny","input":"Hello \"you\"","voice":"ben","response_format":"wav"})");
        EXPECT_NEAR(static_cast<double>(audio->length().count()), 620, 15) << rate;
        int crossings = 0;  // of a tone of 440 Hz
        for (size_t i = 1; i < audio->samples.size(); ++i)
            crossings += audio->samples[i - 1] < 0 && audio->samples[i] >= 0;
        EXPECT_NEAR(crossings, 220, 8) << rate;
    }
    std::vector<int16_t> samples = tone(24'000, 0.25, 440);
    answer.assign(reinterpret_cast<const char*>(samples.data()), samples.size() * 2), type = "audio/pcm";
    auto audio = voice->synthesize("Hi", "en", "");
    ASSERT_TRUE(audio);
    EXPECT_NEAR(static_cast<double>(audio->length().count()), 370, 15);
    EXPECT_THAT(asked, HasSubstr(R"("voice":"anna")"));
    audio = voice->synthesize(" \n ", "en", "");
    ASSERT_TRUE(audio);
    EXPECT_TRUE(audio->samples.empty());
}

TEST_F(HttpEngineTest, VoicesThatFailAreTold) {
    std::string type = "audio/wav", answer;
    serve("/audio/speech", [&](const http::Request&) { return body(answer, type); });
    auto say = [&](const std::string& text, Millis timeout = http::kPatience) {
        auto audio = open_http_voice(engine(EngineKind::voice, timeout), *client_, clock_)->synthesize(text, "en", "");
        return audio ? "spoken" : audio.error().message;
    };
    answer = "";
    EXPECT_EQ(say("hello"), "engine \"my-http\": its answer is no WAV file but \"audio/wav\"");
    answer = to_wav(tone(4'000, 1, 440), 4'000);
    EXPECT_EQ(say("hello"), "engine \"my-http\": no speech engine runs at 4000 Hz");
    answer = to_wav(std::vector<int16_t>(8000), 8'000);
    EXPECT_EQ(say("hello"), "engine \"my-http\": its audio is silence");
    type = "application/json", answer = R"({"error": "hello is secret"})";
    EXPECT_THAT(say("hello"), Not(HasSubstr("secret")));
    EXPECT_THAT(say(std::string(5'000, 'a')), HasSubstr("at most 4096 characters"));
    http::RawListener hangs;
    url_ = hangs.url("/v1");
    EXPECT_EQ(say("hello", 100ms), "engine \"my-http\": timed out after 100 ms");
}

TEST_F(HttpEngineTest, AVoiceThatFailsAgainAndAgainIsLeftInPeace) {
    url_ = "http://127.0.0.1:1/v1";
    auto voice = open_http_voice(engine(EngineKind::voice), *client_, clock_);
    EXPECT_TRUE(voice->check());
    for (int i = 0; i < Breaker::kEnough; ++i) EXPECT_FALSE(voice->synthesize("hello", "en", ""));
    EXPECT_THAT(voice->synthesize("hello", "en", "").error().message, HasSubstr("left in peace"));
    EXPECT_FALSE(voice->check());
}

}  // namespace
}  // namespace tiller::engines
