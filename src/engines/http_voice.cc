#include "engines/http_voice.h"

#include <future>

#include "base/json/json.h"
#include "base/text.h"
#include "engines/engine_access.h"
#include "engines/http_engine.h"
#include "engines/spoken_audio.h"
#include "speech/characters.h"
#include "speech/mastering.h"

namespace tiller::engines {
namespace {

constexpr size_t kMostText = 4096;            // characters, of OpenAI's interface
constexpr size_t kLargestAnswer = 32u << 20;  // three minutes at 48 kHz in two channels

class HttpVoice final : public speech::Engine {
  public:
    HttpVoice(engines::Engine engine, http::Client& client, const Clock& clock)
        : access_(std::make_shared<EngineAccess>(std::move(engine), clock)), client_(client) {}

    std::string name() const override { return access_->engine.name; }
    std::string identity() const override {
        return fmt::format("{}|{}|{}", name(), access_->engine.url, access_->engine.model);
    }
    bool speaks(std::string_view language) const override { return is_for(access_->engine, language); }
    std::vector<std::string> languages() const override { return access_->engine.languages; }
    std::vector<std::string> voices() const override { return access_->engine.voices; }
    Result<void> check() override { return access_->may_be_asked(); }

    Result<Audio> synthesize(const std::string& text, const std::string&, const std::string& voice) override {
        const std::string line = speech::one_line(text);
        if (line.empty()) return Audio{};
        if (utf8_length(line) > kMostText)
            return invalid(
                fmt::format("the text is too long for engine \"{}\": at most {} characters", name(), kMostText));
        if (auto allowed = access_->may_be_asked(); !allowed) return allowed.error();
        const EngineAccess::InFlight in_flight(access_);
        const Millis since = access_->clock.steady();
        auto answer = post(line, voice);
        if (std::string why = failure_of(answer); !why.empty()) return access_->failed(why);
        auto sound = read_spoken_audio(answer.headers["content-type"], answer.body);
        if (!sound) return access_->failed(sound.error().message);
        auto audio = speech::master(sound->samples, sound->rate);
        if (!audio) return access_->failed(audio.error().message);
        if (audio->samples.empty()) return access_->failed("its audio is silence");
        access_->answered(access_->clock.steady() - since);
        return audio;
    }

  private:
    http::ClientResponse post(const std::string& text, const std::string& voice) {
        const engines::Engine& engine = access_->engine;
        JsonWriter json;
        json.begin_object();
        if (!engine.model.empty()) json.field("model", engine.model);
        json.field("input", text);
        if (std::string chosen = voice.empty() && !engine.voices.empty() ? engine.voices.front() : voice;
            !chosen.empty())
            json.field("voice", chosen);
        json.field("response_format", "wav");
        json.end_object();
        auto request = post_to(engine, "/audio/speech", "application/json", json.take());
        request.response_limit = kLargestAnswer;
        auto promise = std::make_shared<std::promise<http::ClientResponse>>();
        auto future = promise->get_future();
        client_.send(std::move(request),
                     [promise](http::ClientResponse response) { promise->set_value(std::move(response)); });
        return future.get();
    }

    const std::shared_ptr<EngineAccess> access_;
    http::Client& client_;
};

}  // namespace

std::unique_ptr<speech::Engine> open_http_voice(Engine engine, http::Client& client, const Clock& clock) {
    return std::make_unique<HttpVoice>(std::move(engine), client, clock);
}

}  // namespace tiller::engines
