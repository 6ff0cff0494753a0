#include "engines/http_recognizer.h"

#include "base/audio.h"
#include "engines/engine_access.h"
#include "engines/http_engine.h"
#include "engines/transcription.h"

namespace tiller::engines {
namespace {

constexpr size_t kLongest = 120u * Audio::kRate;  // of an utterance, in samples

/// Who waits, for as long as anybody does. `mutex` is held while the listener is called: once it is gone under it,
/// nothing is called any more.
struct Waiting {
    std::mutex mutex;
    std::shared_ptr<hearing::RecognitionListener> listener;

    void tell(Result<hearing::Words> words) {
        std::lock_guard lock(mutex);
        if (listener) listener->on_words(std::move(words));
        listener.reset();
    }
};

class HttpRecognition final : public hearing::Recognition {
  public:
    HttpRecognition(std::shared_ptr<EngineAccess> access, http::Client& client, Random& random,
                    const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener)
        : access_(std::move(access)), client_(client), random_(random), listening_(listening) {
        waiting_->listener = std::move(listener);
    }
    ~HttpRecognition() override {
        std::lock_guard lock(waiting_->mutex);
        waiting_->listener.reset();
    }

    void feed(std::span<const int16_t> samples) override {
        if (is_ended_) return;
        const size_t room = kLongest - audio_.size();
        is_too_long_ |= samples.size() > room;
        audio_.insert(audio_.end(), samples.begin(),
                      samples.begin() + static_cast<ptrdiff_t>(std::min(samples.size(), room)));
    }

    void end() override {
        if (std::exchange(is_ended_, true)) return;
        Form form = transcription_form(access_->engine, listening_, audio_, "tiller-" + random_.hex(16));
        audio_ = {};
        auto request =
            post_to(access_->engine, "/audio/transcriptions", std::move(form.content_type), std::move(form.body));
        if (is_too_long_) request.url.clear();  // refused by the client, on its own thread
        client_.send(std::move(request), [access = access_, waiting = waiting_, is_too_long = is_too_long_,
                                          in_flight = in_flight_,
                                          since = access_->clock.steady()](const http::ClientResponse& response) {
            std::string why = is_too_long ? fmt::format("the utterance is longer than {} s", kLongest / Audio::kRate)
                                          : failure_of(response);
            if (!why.empty()) return waiting->tell(access->failed(why));
            auto words = read_transcription(response.body);
            if (!words) return waiting->tell(access->failed(words.error().message));
            access->answered(access->clock.steady() - since);
            words->heard_by = access->engine.name;
            waiting->tell(std::move(words));
        });
    }

  private:
    const std::shared_ptr<EngineAccess> access_;
    http::Client& client_;
    Random& random_;
    const Listening listening_;
    const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
    const std::shared_ptr<EngineAccess::InFlight> in_flight_ = std::make_shared<EngineAccess::InFlight>(access_);
    std::vector<int16_t> audio_;
    bool is_ended_ = false, is_too_long_ = false;
};

class HttpRecognizer final : public hearing::Recognizer {
  public:
    HttpRecognizer(Engine engine, http::Client& client, const Clock& clock, Random& random)
        : access_(std::make_shared<EngineAccess>(std::move(engine), clock)), client_(client), random_(random) {}

    std::string name() const override { return access_->engine.name; }
    bool hears(std::string_view language, bool) const override { return is_for(access_->engine, language); }

    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener) override {
        if (auto allowed = access_->may_be_asked(); !allowed) return allowed.error();
        return std::unique_ptr<hearing::Recognition>(
            std::make_unique<HttpRecognition>(access_, client_, random_, listening, std::move(listener)));
    }

  private:
    const std::shared_ptr<EngineAccess> access_;
    http::Client& client_;
    Random& random_;
};

}  // namespace

std::unique_ptr<hearing::Recognizer> open_http_recognizer(Engine engine, http::Client& client, const Clock& clock,
                                                          Random& random) {
    return std::make_unique<HttpRecognizer>(std::move(engine), client, clock, random);
}

}  // namespace tiller::engines
