#include "calls/heard_prompts.h"

namespace tiller::calls {

void HeardPrompts::begin(uint64_t playback, std::shared_ptr<const media::Departure> departure, Time at) {
    cut(at);
    texts_.emplace_back();
    open_ = Open{playback, std::move(departure), {}};
}

void HeardPrompts::rendered(uint64_t playback, std::vector<speech::SpokenPart> words) {
    if (open_ && open_->playback == playback) open_->words = std::move(words);
}

void HeardPrompts::ended(uint64_t playback) {
    if (!open_ || open_->playback != playback) return;
    texts_.back() = speech::all_words(open_->words);
    open_.reset();
}

void HeardPrompts::cut(Time at) {
    if (!open_) return;
    auto began = open_->departure->moment();
    if (began && at > *began) {
        texts_.back() = speech::words_heard(open_->words, std::chrono::duration_cast<Millis>(at - *began));
    }
    open_.reset();
}

}  // namespace tiller::calls
