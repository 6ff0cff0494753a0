#include "media/record/tape.h"

#include <algorithm>

namespace tiller::media {

void Tape::start(Take* take, ChunkPool& pool, Recorder& recorder) {
    take_ = take;
    pool_ = &pool;
    recorder_ = &recorder;
    gap_ = 0;
}

void Tape::append(const Frame& left, const Frame& right) {
    if (take_ == nullptr) return;
    if (chunk_ == nullptr) {
        chunk_ = pool_->take();
        if (chunk_ == nullptr) {
            ++gap_;
            return;
        }
        chunk_->take = take_;
        chunk_->gap_frames = std::exchange(gap_, 0);
    }
    const size_t at = static_cast<size_t>(chunk_->frames) * Audio::kFrame;
    std::ranges::copy(left, chunk_->left.begin() + at);
    std::ranges::copy(right, chunk_->right.begin() + at);
    if (++chunk_->frames == Chunk::kFrames) hand_over();
}

void Tape::skip(uint32_t frames) {
    if (take_ == nullptr) return;
    hand_over();
    gap_ += frames;
}

void Tape::end() {
    if (take_ == nullptr) return;
    hand_over();
    take_->end_mark.gap_frames = gap_;
    recorder_->deliver(&take_->end_mark);
    take_ = nullptr;
}

void Tape::hand_over() {
    if (chunk_ != nullptr) recorder_->deliver(std::exchange(chunk_, nullptr));
}

}  // namespace tiller::media
