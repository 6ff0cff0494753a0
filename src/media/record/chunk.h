#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "media/handoff.h"
#include "media/rtp/jitter.h"

namespace tiller::media {

struct Take;
class ChunkPool;

/// What a media thread hands to a recorder thread: some audio of a take, or its end.
struct Delivery {
    Delivery* next = nullptr;
    Take* take = nullptr;
    bool last = false;        // the take's end; no audio
    uint32_t gap_frames = 0;  // silence before this audio (or the end), where recording could not keep up
};

/// 400 ms of both channels, allocated ahead.
struct Chunk : Delivery {
    static constexpr int kFrames = 20;
    static constexpr size_t kSamples = size_t{kFrames} * Audio::kFrame;

    explicit Chunk(ChunkPool& pool) : home(pool) {}
    ChunkPool& home;
    int frames = 0;
    std::array<int16_t, kSamples> left{}, right{};  // touched when made, so that no page fault meets a media thread
};

/// The chunks of one media thread.
/// Thread rule: `take` by that thread, `give_back` and `provide_for` by any other. Neither of the first two ever
/// allocates, locks or blocks.
class ChunkPool {
  public:
    /// Makes sure that so many recordings at once find enough chunks: each fills one while four (1.6 s) may wait for
    /// the recorder. Never shrinks.
    void provide_for(size_t recordings) {
        std::lock_guard lock(mutex_);
        while (chunks_.size() < kSpare + recordings * kPerRecording) {
            chunks_.push_back(std::make_unique<Chunk>(*this));
            returned_.push(chunks_.back().get());
        }
    }

    /// An empty chunk, or null when all are full and wait for the recorder.
    Chunk* take() {
        if (free_.empty()) free_.append_all(returned_.take_all());
        auto* chunk = static_cast<Chunk*>(free_.pop());
        if (chunk != nullptr) {
            chunk->frames = 0;
            chunk->gap_frames = 0;
        }
        return chunk;
    }

    void give_back(Chunk* chunk) { returned_.push(chunk); }

  private:
    static constexpr size_t kPerRecording = 5;
    static constexpr size_t kSpare = 40;

    HandOff<Delivery> returned_;
    NodeList<Delivery> free_;
    std::mutex mutex_;  // guards chunks_; no media thread takes it
    std::vector<std::unique_ptr<Chunk>> chunks_;
};

}  // namespace tiller::media
