#include "hearing/sphinx/sphinx.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/audio.h"
#include "base/log.h"
#include "base/metrics.h"
#include "hearing/sphinx/decoder.h"

namespace tiller::hearing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kPiece = 5 * Audio::kFrame;        // what is worth waking a thread for
constexpr size_t kMostAtOnce = 50 * Audio::kFrame;  // then it is the turn of another utterance
constexpr size_t kMostSamples = 40 * 8000;          // of an utterance: what is said beyond is not heard

auto& waits() {
    static auto& counter = metrics::counter("tiller_hearing_pool_waits_total", "utterances that found no decoder free");
    return counter;
}

/// One utterance. All but `decoder` and what follows it is under the pool's mutex.
struct Utterance {
    Utterance(GrammarPtr g, std::shared_ptr<RecognitionListener> l) : grammar(std::move(g)), listener(std::move(l)) {}

    const GrammarPtr grammar;
    const std::shared_ptr<RecognitionListener> listener;
    std::vector<int16_t> pending;
    size_t taken = 0;  // samples so far
    bool ended = false, given_up = false;
    bool queued = false;  // it is among the ready ones, waits for a decoder, or a thread works on it

    // Of the thread that works on it.
    std::unique_ptr<Decoder> decoder;
    Words last;
};
using UtterancePtr = std::shared_ptr<Utterance>;

class Pool {
  public:
    explicit Pool(const SphinxOptions& options) : options_(options) {
        for (int i = 0; i < options.threads; ++i) {
            threads_.emplace_back([this] {
                pthread_setname_np(pthread_self(), "words");
                work();
            });
        }
    }
    ~Pool() {
        {
            std::lock_guard lock(mutex_);
            closing_ = true;
        }
        changed_.notify_all();
        for (auto& thread : threads_) thread.join();
        for (auto* queue : {&ready_, &waiting_}) {
            for (auto& utterance : *queue) {
                if (utterance->ended && !utterance->given_up) {
                    utterance->listener->on_words(unavailable("the recognizer was closed"));
                }
            }
        }
    }

    void feed(const UtterancePtr& utterance, std::span<const int16_t> samples) {
        std::lock_guard lock(mutex_);
        if (utterance->ended || utterance->taken >= kMostSamples) return;
        utterance->pending.insert(utterance->pending.end(), samples.begin(), samples.end());
        utterance->taken += samples.size();
        if (utterance->pending.size() >= kPiece) make_ready(utterance);
    }
    void end(const UtterancePtr& utterance) {
        std::lock_guard lock(mutex_);
        if (std::exchange(utterance->ended, true)) return;
        make_ready(utterance);
    }
    void give_up(const UtterancePtr& utterance) {
        std::lock_guard lock(mutex_);
        utterance->given_up = true;
        make_ready(utterance);  // for its decoder to be given back
    }

    std::shared_ptr<const Pronunciations> pronunciations() {
        std::lock_guard lock(reading_);
        if (!pronunciations_) {
            auto read = Pronunciations::open(options_.folder + "/cmudict-en-us.dict");
            if (!read) log::error("hearing", {{"error", read.error().message}});
            pronunciations_ = read ? *read : Pronunciations::parse("");
        }
        return pronunciations_;
    }

  private:
    /// Under the mutex.
    void make_ready(const UtterancePtr& utterance) {
        if (std::exchange(utterance->queued, true)) return;
        ready_.push_back(utterance);
        changed_.notify_one();
    }

    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return closing_ || !ready_.empty(); });
            if (closing_) return;
            UtterancePtr utterance = std::move(ready_.front());
            ready_.pop_front();
            if (!utterance->decoder && !utterance->given_up && !find_decoder(*utterance, lock)) {
                waits().Increment();
                waiting_.push_back(std::move(utterance));
                continue;
            }
            attend(utterance, lock);
        }
    }

    /// Gives it a decoder if one is free or may be made. False: it has to wait.
    bool find_decoder(Utterance& utterance, std::unique_lock<std::mutex>& lock) {
        if (!idle_.empty()) {
            utterance.decoder = std::move(idle_.back());
            idle_.pop_back();
            return true;
        }
        if (made_ >= options_.decoders) return false;
        ++made_;
        lock.unlock();
        auto opened = Decoder::open(options_.folder + "/en-us");
        lock.lock();
        if (opened) {
            utterance.decoder = std::move(*opened);
        } else {
            --made_;
            log::error("hearing", {{"error", opened.error().message}});
        }
        return true;  // without a decoder it is answered at once
    }

    /// Works through what was said; goes on with it later if there is much.
    void attend(const UtterancePtr& utterance, std::unique_lock<std::mutex>& lock) {
        std::vector<int16_t> samples;
        const size_t count = std::min(utterance->pending.size(), kMostAtOnce);
        samples.assign(utterance->pending.begin(), utterance->pending.begin() + static_cast<int64_t>(count));
        utterance->pending.erase(utterance->pending.begin(), utterance->pending.begin() + static_cast<int64_t>(count));
        const bool over = utterance->given_up || (utterance->ended && utterance->pending.empty());
        const bool given_up = utterance->given_up;
        lock.unlock();
        const bool goes_on = given_up ? false : recognize(*utterance, samples, over);
        lock.lock();
        if (goes_on) {
            utterance->queued = false;
            if (utterance->pending.size() >= kPiece || utterance->ended || utterance->given_up) make_ready(utterance);
            return;
        }
        utterance->given_up = true;  // nothing more of it; `queued` stays, so that it never comes here again
        if (utterance->decoder) idle_.push_back(std::move(utterance->decoder));
        if (!waiting_.empty()) {
            ready_.push_front(std::move(waiting_.front()));
            waiting_.pop_front();
            changed_.notify_one();
        }
    }

    /// False when that was all.
    bool recognize(Utterance& utterance, std::span<const int16_t> samples, bool over) {
        auto answer = [&](Result<Words> words) { utterance.listener->on_words(std::move(words)); };
        if (!utterance.decoder) return answer(unavailable("pocketsphinx cannot be opened")), false;
        if (!utterance.decoder->is_under_way()) {
            auto begun = utterance.decoder->begin(*utterance.grammar, *pronunciations());
            if (!begun) return answer(begun.error()), false;
        }
        utterance.decoder->feed(samples);
        if (over) return answer(utterance.decoder->end()), false;
        Words words = utterance.decoder->partial();
        const bool is_news =
            words.text != utterance.last.text || words.is_whole_phrase != utterance.last.is_whole_phrase;
        utterance.last = words;
        if (is_news) utterance.listener->on_partial(words);
        return true;
    }

    const SphinxOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<UtterancePtr> ready_, waiting_;  // waiting: for a decoder
    std::vector<std::unique_ptr<Decoder>> idle_;
    int made_ = 0;
    bool closing_ = false;
    std::mutex reading_;  // of what follows
    std::shared_ptr<const Pronunciations> pronunciations_;
    std::vector<std::thread> threads_;
};

class SphinxRecognition final : public Recognition {
  public:
    SphinxRecognition(std::shared_ptr<Pool> pool, UtterancePtr utterance)
        : pool_(std::move(pool)), utterance_(std::move(utterance)) {}
    ~SphinxRecognition() override { pool_->give_up(utterance_); }
    void feed(std::span<const int16_t> samples) override { pool_->feed(utterance_, samples); }
    void end() override { pool_->end(utterance_); }

  private:
    const std::shared_ptr<Pool> pool_;
    const UtterancePtr utterance_;
};

class OpenSphinx final : public Sphinx {
  public:
    explicit OpenSphinx(const SphinxOptions& options) : pool_(std::make_shared<Pool>(options)) {}

    std::string name() const override { return "pocketsphinx"; }
    bool hears(std::string_view language, bool free_speech) const override {
        return !free_speech && (language == "en" || language.starts_with("en-"));
    }
    Result<std::unique_ptr<Recognition>> start(const Listening& listening,
                                               std::shared_ptr<RecognitionListener> listener) override {
        return {std::make_unique<SphinxRecognition>(
            pool_, std::make_shared<Utterance>(listening.grammar, std::move(listener)))};
    }
    std::vector<std::string> unknown_words(const std::vector<std::string>& words) const override {
        const auto known = pool_->pronunciations();
        std::vector<std::string> out;
        for (const auto& word : words) {
            if (!known->knows(word)) out.push_back(word);
        }
        return out;
    }

  private:
    const std::shared_ptr<Pool> pool_;
};

}  // namespace

Result<std::unique_ptr<Sphinx>> Sphinx::open(const SphinxOptions& options) {
    for (const char* file : {"/en-us/mdef", "/cmudict-en-us.dict"}) {
        if (!std::filesystem::exists(options.folder + file)) {
            return not_found("speech is recognized with the package pocketsphinx-en-us: there is no " + options.folder +
                             file);
        }
    }
    return std::unique_ptr<Sphinx>(std::make_unique<OpenSphinx>(options));
}

}  // namespace tiller::hearing
