#pragma once
// Who waits for words in a test.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "hearing/recognizer.h"
#include "http/peers_testing.h"

namespace tiller::engines {

class RecordingListener final : public hearing::RecognitionListener {
  public:
    void on_partial(const hearing::Words& words) override {
        std::lock_guard lock(mutex_);
        EXPECT_FALSE(words_) << "nothing comes after the words";
        partials_.push_back(words.text);
        changed_.notify_all();
    }
    void on_words(Result<hearing::Words> words) override {
        std::lock_guard lock(mutex_);
        EXPECT_FALSE(words_) << "words come once";
        words_.emplace(std::move(words));
        changed_.notify_all();
    }

    /// What was heard, or "error: …".
    std::string text() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, http::kPatience, [&] { return words_.has_value(); })) return "nothing was told";
        return *words_ ? (*words_)->text : "error: " + words_->error().message;
    }
    double confidence() {
        std::lock_guard lock(mutex_);
        return words_.value().value().confidence;
    }
    bool hears_partial(const std::string& text) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, http::kPatience,
                                 [&] { return std::ranges::find(partials_, text) != partials_.end(); });
    }
    std::vector<std::string> partials() {
        std::lock_guard lock(mutex_);
        return partials_;
    }
    bool is_told() {
        std::lock_guard lock(mutex_);
        return words_.has_value();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> partials_;
    std::optional<Result<hearing::Words>> words_;
};

/// Samples that are told apart.
inline std::vector<int16_t> some_audio(std::chrono::milliseconds length, int first = 1) {
    std::vector<int16_t> samples(static_cast<size_t>(length.count()) * 8);
    for (size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<int16_t>(first + static_cast<int>(i % 1000));
    return samples;
}

inline Listening listening(std::string language = "en", std::vector<std::string> words = {}) {
    Listening to{.turn = 1, .language = std::move(language), .free_speech = words.empty()};
    to.grammar = std::make_shared<Grammar>(Grammar{.jsgf = "", .words = std::move(words)});
    return to;
}

}  // namespace tiller::engines
