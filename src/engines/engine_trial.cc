#include "engines/engine_trial.h"

#include <fmt/format.h>

#include <future>

#include "base/audio.h"
#include "engines/http_model.h"
#include "engines/http_recognizer.h"
#include "engines/http_voice.h"
#include "engines/streaming_recognizer.h"

namespace tiller::engines {
namespace {

constexpr size_t kSilence = Audio::kRate / 2;  // samples
constexpr Millis kMargin{6'000};               // beyond the time-out, which begins once the connection is open

/// Waits for the end, whatever it brings.
class Waiter final : public hearing::RecognitionListener, public AnswerListener {
  public:
    void on_partial(const hearing::Words&) override {}
    void on_words(Result<hearing::Words> words) override { end_.set_value(words ? Result<void>() : words.error()); }
    void on_text(std::string_view) override {}
    void on_end(Result<Answer> answer) override { end_.set_value(answer ? Result<void>() : answer.error()); }
    std::future<Result<void>> end() { return end_.get_future(); }

  private:
    std::promise<Result<void>> end_;
};

Result<void> wait(std::future<Result<void>> end, Millis patience) {
    if (end.wait_for(patience) != std::future_status::ready) return unavailable("no answer");
    return end.get();
}

Result<void> hear(const Engine& engine, const Engines::Means& means) {
    auto recognizer = engine.protocol == EngineProtocol::openai_http
                          ? open_http_recognizer(engine, means.client, means.clock, means.random)
                          : open_streaming_recognizer(engine, means.sockets, means.clock);
    auto waiter = std::make_shared<Waiter>();
    auto end = waiter->end();
    Listening listening{.language = engine.languages.empty() ? "en" : engine.languages.front(), .free_speech = true};
    listening.grammar = std::make_shared<Grammar>();
    auto recognition = recognizer->start(listening, waiter);
    if (!recognition) return recognition.error();
    (*recognition)->feed(std::vector<int16_t>(kSilence));
    (*recognition)->end();
    return wait(std::move(end), engine.timeout + kMargin);
}

Result<void> speak(const Engine& engine, const Engines::Means& means) {
    auto voice = open_http_voice(engine, means.client, means.clock);
    auto audio = voice->synthesize("One, two.", engine.languages.empty() ? "en" : engine.languages.front(), "");
    return audio ? Result<void>() : audio.error();
}

Result<void> write(const Engine& engine, const Engines::Means& means) {
    auto model = open_http_model(engine, means.client, means.clock);
    auto waiter = std::make_shared<Waiter>();
    auto end = waiter->end();
    auto asking = model->ask({.messages = {{.text = "Answer with the one word: ready"}}, .most_tokens = 16}, waiter);
    if (!asking) return asking.error();
    return wait(std::move(end), Question().all_within + kMargin);
}

/// What to do, by the reason as it is told.
std::string advice_for(std::string_view why) {
    struct Advice {
        std::string_view part, advice;
    };
    constexpr Advice kAdvice[] = {
        {"HTTP status 401", "its key is wrong or missing: tiller engine set NAME key=…"},
        {"HTTP status 403", "its key may not do this: look at what the engine's owner allows it"},
        {"HTTP status 404", "the path of its url is wrong, or it does not know the model"},
        {"HTTP status 400", "it does not take what we ask: look at its model and voices"},
        {"HTTP status 422", "it does not take what we ask: look at its model and voices"},
        {"HTTP status 429", "it has too much to do, or its quota is used up"},
        {"certificate",
         "its certificate must be made out to the host of its url, by an authority that this machine knows"},
        {"is not found", "the host of its url has no address: look for a slip of the pen"},
        {"Could not resolve", "the host of its url has no address: look for a slip of the pen"},
        {"cannot be reached", "nothing listens there: is the engine up, and are host and port right?"},
        {"Failed to connect", "nothing listens there: is the engine up, and are host and port right?"},
        {"no answer within", "it is too slow: give it a larger timeout, a smaller model or a faster machine"},
        {"timed out", "it is too slow: give it a larger timeout, a smaller model or a faster machine"},
        {"it says that it failed", "look into the engine's own log"},
    };
    for (const Advice& one : kAdvice) {
        if (why.find(one.part) != why.npos) return std::string(one.advice);
    }
    return "what answers there does not speak the protocol: look at its url and protocol";
}

}  // namespace

Trial try_out(const Engine& engine, Engines::Means means) {
    const Millis since = means.clock.steady();
    Result<void> done = engine.kind == EngineKind::recognizer ? hear(engine, means)
                        : engine.kind == EngineKind::voice    ? speak(engine, means)
                                                              : write(engine, means);
    Trial trial{.ok = done.ok(), .took = means.clock.steady() - since};
    if (done) {
        trial.found = fmt::format("answered in {} ms", trial.took.count());
        return trial;
    }
    const std::string prefix = fmt::format("engine \"{}\": ", engine.name);
    trial.found = done.error().message;
    if (trial.found.starts_with(prefix)) trial.found.erase(0, prefix.size());
    trial.advice = advice_for(trial.found);
    return trial;
}

}  // namespace tiller::engines
