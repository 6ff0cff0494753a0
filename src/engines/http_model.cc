#include "engines/http_model.h"

#include "base/metrics.h"
#include "engines/chat.h"
#include "engines/engine_access.h"
#include "engines/event_stream.h"
#include "engines/http_engine.h"

namespace tiller::engines {
namespace {

/// They live as long as the program.
struct ModelMetrics {
    prometheus::Counter &asked, &failed, &tokens_in, &tokens_out;
    prometheus::Histogram& first_piece;
};

ModelMetrics metrics_of(const std::string& engine) {
    auto tokens = [&](const char* way) -> prometheus::Counter& {
        return metrics::counter("tiller_model_tokens_total",
                                "tokens that language models read (in) and wrote (out), as they count them",
                                {{"engine", engine}, {"way", way}});
    };
    return {metrics::counter("tiller_model_asked_total", "questions to language models", {{"engine", engine}}),
            metrics::counter("tiller_model_failed_total", "questions that language models did not answer",
                             {{"engine", engine}}),
            tokens("in"), tokens("out"),
            metrics::histogram("tiller_model_first_piece_seconds",
                               "from a question to the first words of its answer, or its first call",
                               {0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5}, {{"engine", engine}})};
}

/// One question on its way.
/// Thread rule: take and finish on the client's thread; the rest from any.
/// Invariant: `mutex_` is held while the listener is called: once `give_up` is back, nothing is called any more.
class ChatExchange {
  public:
    ChatExchange(std::shared_ptr<EngineAccess> access, const ModelMetrics& of_engine, const Question& question,
                 std::shared_ptr<AnswerListener> listener)
        : access_(std::move(access)),
          metrics_(of_engine),
          answer_(question),
          listener_(std::move(listener)),
          since_(access_->clock.steady()) {}

    void give_up() {
        *is_given_up_ = true;
        std::lock_guard lock(mutex_);
        listener_.reset();
    }
    std::shared_ptr<const std::atomic<bool>> is_given_up() const { return is_given_up_; }

    /// A piece of the body; false when no more is wanted.
    bool take(std::string_view piece) {
        if (is_over_) return true;  // behind the end; the connection may be used again
        const bool goes_on = events_.feed(piece, [this](std::string_view data) {
            auto text = answer_.take(data);
            if (!text) {
                failure_ = text.error().message;
                return false;
            }
            if (!text->empty() || answer_.has_calls()) note_first_piece();
            if (!text->empty()) {
                std::lock_guard lock(mutex_);
                if (listener_) listener_->on_text(*text);
            }
            return !answer_.is_done();
        });
        if (answer_.is_done()) {
            conclude("", 200);
            return true;
        }
        if (!goes_on && failure_.empty()) failure_ = "its event is too large";
        return goes_on;
    }

    void finish(const http::ClientResponse& response) {
        if (!is_over_ && !*is_given_up_) conclude(failure_.empty() ? failure_of(response) : failure_, response.status);
    }

  private:
    /// Text or calls: something of the answer is there.
    void note_first_piece() {
        if (std::exchange(has_begun_, true)) return;
        metrics_.first_piece.Observe(std::chrono::duration<double>(access_->clock.steady() - since_).count());
    }

    void conclude(const std::string& why, int status) {
        is_over_ = true;
        auto answer = why.empty() ? answer_.finish() : Result<Answer>(internal_error(why));
        if (answer) {
            access_->answered(access_->clock.steady() - since_);
            metrics_.tokens_in.Increment(static_cast<double>(std::max<int64_t>(answer->tokens_in, 0)));
            metrics_.tokens_out.Increment(static_cast<double>(std::max<int64_t>(answer->tokens_out, 0)));
        } else {
            metrics_.failed.Increment();
            // What it refuses to answer says nothing against it.
            const bool is_refused = status == 400 || status == 413 || status == 422;
            Error failed = access_->failed(answer.error().message,
                                           is_refused ? EngineAccess::Fault::ours : EngineAccess::Fault::its);
            if (is_refused) failed.kind = ErrorKind::invalid;
            answer = std::move(failed);
        }
        std::lock_guard lock(mutex_);
        if (listener_) listener_->on_end(std::move(answer));
        listener_.reset();
    }

    const std::shared_ptr<EngineAccess> access_;
    const EngineAccess::InFlight in_flight_{access_};
    const ModelMetrics metrics_;
    const std::shared_ptr<std::atomic<bool>> is_given_up_ = std::make_shared<std::atomic<bool>>(false);
    EventStream events_;
    ChatAnswer answer_;
    std::string failure_;
    bool is_over_ = false, has_begun_ = false;  // of the client's thread
    std::mutex mutex_;
    std::shared_ptr<AnswerListener> listener_;  // under mutex_
    const Millis since_;
};

class ModelAsking final : public Asking {
  public:
    explicit ModelAsking(std::shared_ptr<ChatExchange> exchange) : exchange_(std::move(exchange)) {}
    ~ModelAsking() override { exchange_->give_up(); }

  private:
    const std::shared_ptr<ChatExchange> exchange_;
};

class HttpModel final : public LanguageModel {
  public:
    HttpModel(Engine engine, http::Client& client, const Clock& clock)
        : access_(std::make_shared<EngineAccess>(std::move(engine), clock)),
          client_(client),
          metrics_(metrics_of(access_->engine.name)) {}

    std::string name() const override { return access_->engine.name; }

    Result<std::unique_ptr<Asking>> ask(Question question, std::shared_ptr<AnswerListener> listener) override {
        auto body = chat_request(access_->engine, question);
        if (!body) return body.error();
        if (auto allowed = access_->may_be_asked(); !allowed) return allowed.error();
        auto exchange = std::make_shared<ChatExchange>(access_, metrics_, question, std::move(listener));
        metrics_.asked.Increment();
        auto request = post_to(access_->engine, "/chat/completions", "application/json", std::move(*body));
        request.headers.emplace_back("Accept", "text/event-stream");
        request.first_piece_within = std::min(question.first_within, access_->engine.timeout);
        request.timeout = question.all_within;
        request.is_given_up = exchange->is_given_up();
        request.on_piece = [exchange](std::string_view piece) { return exchange->take(piece); };
        client_.send(std::move(request),
                     [exchange](const http::ClientResponse& response) { exchange->finish(response); });
        return std::unique_ptr<Asking>(std::make_unique<ModelAsking>(std::move(exchange)));
    }

  private:
    const std::shared_ptr<EngineAccess> access_;
    http::Client& client_;
    const ModelMetrics metrics_;
};

}  // namespace

std::unique_ptr<LanguageModel> open_http_model(Engine engine, http::Client& client, const Clock& clock) {
    return std::make_unique<HttpModel>(std::move(engine), client, clock);
}

}  // namespace tiller::engines
