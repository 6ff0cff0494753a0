#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/audio.h"

namespace tiller::hearing {

using Time = std::chrono::steady_clock::time_point;

/// 20 ms of a call: what its party said, and what was said to it just before.
struct EarFrame {
    std::array<int16_t, Audio::kFrame> heard, said;
    Time at;  // when it was heard, that is, its end
};

/// Frames from a media thread to a hearing thread. Thread rule: one puts, one takes. Bounded and without a lock: what
/// finds no room is lost, and counted.
class FrameQueue {
  public:
    /// The frame to be filled; null if there is no room. `put` hands it over.
    EarFrame* room() {
        const size_t put = put_.load(std::memory_order_relaxed);
        if (put - taken_.load(std::memory_order_acquire) == frames_.size()) {
            lost_.fetch_add(1, std::memory_order_relaxed);
            return nullptr;
        }
        return &frames_[put % frames_.size()];
    }
    void put() { put_.store(put_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

    /// The oldest frame; null if there is none. It stays valid until `drop`.
    const EarFrame* front() const {
        const size_t taken = taken_.load(std::memory_order_relaxed);
        return taken == put_.load(std::memory_order_acquire) ? nullptr : &frames_[taken % frames_.size()];
    }
    void drop() { taken_.store(taken_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

    uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

  private:
    std::array<EarFrame, 64> frames_;  // more than a second
    std::atomic<size_t> put_{0}, taken_{0};
    std::atomic<uint64_t> lost_{0};
};

}  // namespace tiller::hearing
