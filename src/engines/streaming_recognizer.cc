#include "engines/streaming_recognizer.h"

#include <fmt/format.h>

#include "base/audio.h"
#include "engines/engine_access.h"
#include "engines/streaming_protocol.h"

namespace tiller::engines {
namespace {

constexpr size_t kChunk = Audio::kRate / 10;      // samples that go out at once
constexpr size_t kLongest = 120u * Audio::kRate;  // of an utterance, in samples
constexpr int kMostAttempts = 2;
constexpr Millis kOpenWithin{5'000};
constexpr std::string_view kClientClosed = "client closed";  // http/websocket.h

/// Invariants:
/// 1. `mutex_` guards all but the listener, and is never held while the listener is called.
/// 2. `calling_` is held while the listener is called: once `give_up` is back, nothing is called any more.
/// 3. Events of a connection come one at a time, and none after its on_closed: an attempt never meets another's.
class StreamedUtterance final : public http::WebSocketListener, public std::enable_shared_from_this<StreamedUtterance> {
  public:
    StreamedUtterance(std::shared_ptr<EngineAccess> access, http::WebSocketClient& sockets, const Listening& listening,
                      std::shared_ptr<hearing::RecognitionListener> listener)
        : access_(std::move(access)), sockets_(sockets), listening_(listening), listener_(std::move(listener)) {}

    void begin() {
        std::lock_guard lock(mutex_);
        connect();
    }

    void feed(std::span<const int16_t> samples) {
        std::lock_guard lock(mutex_);
        if (is_over_ || ended_) return;
        if (audio_.size() + samples.size() > kLongest)
            return fail(fmt::format("the utterance is longer than {} s", kLongest / Audio::kRate));
        audio_.insert(audio_.end(), samples.begin(), samples.end());
        send_audio();
    }

    void end() {
        std::lock_guard lock(mutex_);
        if (ended_) return;
        ended_ = access_->clock.steady();
        if (!is_over_) return send_end();
        sockets_.post([self = shared_from_this()] { self->tell(std::move(*self->result_)); });
    }

    void give_up() {
        {
            std::lock_guard lock(calling_);
            listener_.reset();
        }
        std::lock_guard lock(mutex_);
        is_over_ = true;
        socket_->close();
    }

    void on_open() override {}

    void on_message(std::string_view message) override {
        std::unique_lock lock(mutex_);
        if (is_over_) return;
        auto told = protocol_->take(message);
        if (!told) return fail(told.error().message, &lock);
        if (told->what == Told::What::nothing) return;
        if (told->what == Told::What::done) {
            if (!ended_) return fail("it answered before the end", &lock);
            return succeed(std::move(told->words), lock);
        }
        lock.unlock();
        std::lock_guard calling(calling_);
        if (listener_) listener_->on_partial(told->words);
    }

    void on_closed(std::string why) override {
        std::unique_lock lock(mutex_);
        if (is_over_) return;
        if (why.empty()) {
            auto told = protocol_->closed();
            if (ended_ && told.what == Told::What::done) return succeed(std::move(told.words), lock);
            why = "it closed before it answered";
        }
        const bool is_late = ended_ && time_left() <= Millis(0);
        if (is_late) why = fmt::format("no answer within {} ms", access_->engine.timeout.count());
        if (attempts_ < kMostAttempts && !is_late && why != kClientClosed) return connect();
        fail(why, &lock);
    }

  private:
    /// Under mutex_. What was said so far is said again.
    void connect() {
        ++attempts_;
        protocol_ = make_streaming_protocol(access_->engine, listening_);
        http::WebSocketRequest request{.url = access_->engine.url,
                                       .open_within = ended_ ? std::min(kOpenWithin, time_left()) : kOpenWithin,
                                       .policy = {.allow_private = true}};  // the operator names it, no customer
        if (!access_->engine.key.empty()) request.headers = {{"Authorization", "Bearer " + access_->engine.key}};
        socket_ = sockets_.connect(std::move(request), shared_from_this());
        sent_ = 0;
        send(protocol_->begin());
        send_audio();
        if (ended_) send_end();
    }

    void send_audio() {
        while (audio_.size() - sent_ >= kChunk) {
            send(protocol_->audio(std::span(audio_).subspan(sent_, kChunk)));
            sent_ += kChunk;
        }
    }

    void send_end() {
        if (sent_ < audio_.size()) send(protocol_->audio(std::span(audio_).subspan(sent_)));
        sent_ = audio_.size();
        send(protocol_->end());
        socket_->end_within(std::max(time_left(), Millis(1)));
    }

    void send(std::vector<Frame> frames) {
        for (Frame& frame : frames) {
            frame.is_binary ? socket_->send_binary(std::move(frame.bytes)) : socket_->send_text(std::move(frame.bytes));
        }
    }

    Millis time_left() const { return *ended_ + access_->engine.timeout - access_->clock.steady(); }

    /// `lock` is of mutex_; it is let go.
    void succeed(hearing::Words words, std::unique_lock<std::mutex>& lock) {
        is_over_ = true;
        socket_->close();
        access_->answered(access_->clock.steady() - *ended_);
        words.heard_by = access_->engine.name;
        lock.unlock();
        tell(std::move(words));
    }

    /// Under mutex_; told at once on the connection's thread, which brings its lock, after the end of the speech: else
    /// `end` has it told.
    void fail(const std::string& why, std::unique_lock<std::mutex>* lock = nullptr) {
        is_over_ = true;
        socket_->close();
        result_ = access_->failed(why);
        if (!lock || !ended_) return;
        lock->unlock();
        tell(std::move(*result_));
    }

    void tell(Result<hearing::Words> words) {
        std::lock_guard calling(calling_);
        if (listener_) listener_->on_words(std::move(words));
        listener_.reset();
    }

    const std::shared_ptr<EngineAccess> access_;
    const EngineAccess::InFlight in_flight_{access_};
    http::WebSocketClient& sockets_;
    const Listening listening_;

    std::mutex calling_;
    std::shared_ptr<hearing::RecognitionListener> listener_;  // under calling_

    std::mutex mutex_;
    std::vector<int16_t> audio_;  // all of the utterance: a second connection hears it too
    size_t sent_ = 0;             // samples of it that this connection was given
    std::shared_ptr<http::WebSocket> socket_;
    std::unique_ptr<StreamingProtocol> protocol_;
    std::optional<Millis> ended_;
    std::optional<Result<hearing::Words>> result_;  // a failure
    int attempts_ = 0;
    bool is_over_ = false;
};

/// The caller's end of an utterance.
class StreamedRecognition final : public hearing::Recognition {
  public:
    explicit StreamedRecognition(std::shared_ptr<StreamedUtterance> utterance) : utterance_(std::move(utterance)) {}
    ~StreamedRecognition() override { utterance_->give_up(); }
    void feed(std::span<const int16_t> samples) override { utterance_->feed(samples); }
    void end() override { utterance_->end(); }

  private:
    const std::shared_ptr<StreamedUtterance> utterance_;
};

class StreamingRecognizer final : public hearing::Recognizer {
  public:
    StreamingRecognizer(Engine engine, http::WebSocketClient& sockets, const Clock& clock)
        : access_(std::make_shared<EngineAccess>(std::move(engine), clock)), sockets_(sockets) {}

    std::string name() const override { return access_->engine.name; }
    bool hears(std::string_view language, bool) const override { return is_for(access_->engine, language); }

    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener) override {
        if (auto allowed = access_->may_be_asked(); !allowed) return allowed.error();
        auto utterance = std::make_shared<StreamedUtterance>(access_, sockets_, listening, std::move(listener));
        utterance->begin();
        return std::unique_ptr<hearing::Recognition>(std::make_unique<StreamedRecognition>(std::move(utterance)));
    }

  private:
    const std::shared_ptr<EngineAccess> access_;
    http::WebSocketClient& sockets_;
};

}  // namespace

std::unique_ptr<hearing::Recognizer> open_streaming_recognizer(Engine engine, http::WebSocketClient& sockets,
                                                               const Clock& clock) {
    return std::make_unique<StreamingRecognizer>(std::move(engine), sockets, clock);
}

}  // namespace tiller::engines
