#include "hearing/following.h"

#include "base/log.h"

namespace tiller::hearing {

/// Brings words to the ear's thread.
class Following::Reply final : public RecognitionListener {
  public:
    Reply(std::weak_ptr<Following> to, std::shared_ptr<Errands> errands)
        : to_(std::move(to)), errands_(std::move(errands)) {}
    void on_partial(const Words& words) override { tell(words); }
    void on_words(Result<Words> words) override {
        if (words) return tell(*words);
        log::warn("words of a greeting", {{"error", words.error().message}});
    }

  private:
    void tell(const Words& words) {
        if (words.text.empty()) return;
        errands_->post([to = to_, words] {
            if (auto following = to.lock()) following->tell(words);
        });
    }

    const std::weak_ptr<Following> to_;
    const std::shared_ptr<Errands> errands_;
};

Following::Following(Listening words, std::vector<std::shared_ptr<Recognizer>> recognizers,
                     std::shared_ptr<FrameWatcher> watcher, std::shared_ptr<Errands> errands)
    : words_(std::move(words)),
      recognizers_(std::move(recognizers)),
      watcher_(std::move(watcher)),
      errands_(std::move(errands)) {}

void Following::take(std::span<const int16_t> samples, bool is_speech) {
    if (over_) return;
    if (!watcher_->wants_words() || taken_ >= kLongest) {
        over_ = true;
        if (under_way_) end();
        return;
    }
    quiet_ = is_speech ? 0 : quiet_ + 1;
    if (!under_way_) {
        before_.insert(before_.end(), samples.begin(), samples.end());
        if (is_speech) return begin();
        if (before_.size() > kPreRoll) before_.erase(before_.begin(), before_.end() - static_cast<int64_t>(kPreRoll));
        return;
    }
    taken_ += samples.size();
    utterances_.back()->feed(samples);
    if (quiet_ >= kPause) end();
}

void Following::begin() {
    for (const auto& recognizer : recognizers_) {
        auto started = recognizer->start(words_, std::make_shared<Reply>(weak_from_this(), errands_));
        if (!started) continue;
        utterances_.push_back(std::move(*started));
        utterances_.back()->feed(before_);
        before_.clear();
        under_way_ = true;
        return;
    }
    over_ = true;  // nobody can
}

void Following::end() {
    under_way_ = false;
    utterances_.back()->end();
    over_ |= utterances_.size() >= kMost;
}

void Following::tell(const Words& words) {
    if (watcher_->wants_words()) watcher_->on_words(words);
}

}  // namespace tiller::hearing
