#include "engines/fallback_recognizer.h"

#include <mutex>

#include "base/metrics.h"

namespace tiller::engines {
namespace {

using hearing::Recognition;
using hearing::RecognitionListener;
using hearing::Recognizer;
using hearing::Words;

void count_fallback(const Recognizer& first) {
    metrics::counter("tiller_engine_fallbacks_total", "What our own engine did for one from outside.",
                     {{"engine", first.name()}})
        .Increment();
}

/// One utterance, and who listens to its first recognizer.
/// Invariants:
/// 1. `mutex_` guards all but the listener. It is taken before any lock of a recognizer's utterance, and while the first
///    one tells us something, which it does without its own (hearing/recognizer.h: a listener only posts).
/// 2. The listener hears from one of the two at a time: the second one begins after the first one's last word.
class Relay final : public RecognitionListener {
  public:
    Relay(std::shared_ptr<Recognizer> first, std::shared_ptr<Recognizer> second, const Listening& listening,
          std::shared_ptr<RecognitionListener> listener)
        : recognizer_(std::move(first)),
          fallback_(std::move(second)),
          listening_(listening),
          listener_(std::move(listener)) {}

    void feed(Recognition& first, std::span<const int16_t> samples) {
        std::lock_guard lock(mutex_);
        if (second_) return second_->feed(samples);
        if (!is_told_) audio_.insert(audio_.end(), samples.begin(), samples.end());
        first.feed(samples);
    }
    void end(Recognition& first) {
        std::lock_guard lock(mutex_);
        is_ended_ = true;
        second_ ? second_->end() : first.end();
    }
    /// Once the first one is gone: nobody else is here any more.
    void give_up() { second_.reset(); }

    void on_partial(const Words& words) override { listener_->on_partial(words); }
    void on_words(Result<Words> words) override {
        if (words) {
            {
                std::lock_guard lock(mutex_);
                is_told_ = true;
            }
            return listener_->on_words(std::move(words));
        }
        std::unique_lock lock(mutex_);
        is_told_ = true;
        auto started = fallback_->start(listening_, listener_);
        if (!started) {
            lock.unlock();
            return listener_->on_words(std::move(words));
        }
        count_fallback(*recognizer_);
        second_ = std::move(*started);
        second_->feed(audio_);
        audio_ = {};
        if (is_ended_) second_->end();
    }

  private:
    const std::shared_ptr<Recognizer> recognizer_, fallback_;
    const Listening listening_;
    const std::shared_ptr<RecognitionListener> listener_;
    std::mutex mutex_;
    std::vector<int16_t> audio_;  // for the second one
    std::unique_ptr<Recognition> second_;
    bool is_ended_ = false, is_told_ = false;
};

class RelayedRecognition final : public Recognition {
  public:
    RelayedRecognition(std::unique_ptr<Recognition> first, std::shared_ptr<Relay> relay)
        : first_(std::move(first)), relay_(std::move(relay)) {}
    ~RelayedRecognition() override {
        first_.reset();
        relay_->give_up();
    }
    void feed(std::span<const int16_t> samples) override { relay_->feed(*first_, samples); }
    void end() override { relay_->end(*first_); }

  private:
    std::unique_ptr<Recognition> first_;
    const std::shared_ptr<Relay> relay_;
};

class FallbackRecognizer final : public Recognizer {
  public:
    FallbackRecognizer(std::shared_ptr<Recognizer> first, std::shared_ptr<Recognizer> second)
        : first_(std::move(first)), second_(std::move(second)) {}

    std::string name() const override { return first_->name(); }
    bool hears(std::string_view language, bool free_speech) const override {
        return first_->hears(language, free_speech) || second_->hears(language, free_speech);
    }

    Result<std::unique_ptr<Recognition>> start(const Listening& listening,
                                               std::shared_ptr<RecognitionListener> listener) override {
        if (!first_->hears(listening.language, listening.free_speech)) return second_->start(listening, listener);
        // A language that the second one does not know: the first one's failure is told as it is.
        if (!second_->hears(listening.language, false)) return first_->start(listening, std::move(listener));
        auto relay = std::make_shared<Relay>(first_, second_, listening, listener);
        auto started = first_->start(listening, relay);
        if (started)
            return std::unique_ptr<Recognition>(
                std::make_unique<RelayedRecognition>(std::move(*started), std::move(relay)));
        count_fallback(*first_);
        auto instead = second_->start(listening, std::move(listener));
        return instead ? std::move(instead) : std::move(started);
    }

  private:
    const std::shared_ptr<Recognizer> first_, second_;
};

}  // namespace

std::unique_ptr<Recognizer> with_fallback(std::shared_ptr<Recognizer> first, std::shared_ptr<Recognizer> second) {
    return std::make_unique<FallbackRecognizer>(std::move(first), std::move(second));
}

}  // namespace tiller::engines
