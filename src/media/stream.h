#pragma once
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "media/rtp/concealer.h"
#include "media/rtp/jitter.h"

namespace tiller::media {

/// Audio that is not known when it begins to play: speech as it is made, another robot, a file read piece by piece.
/// One thread writes while the session's media thread reads; Engine::stream connects the two.
///
/// Thread rule: `write`, `finish` and `room` by one thread at a time; `read` by the media thread; the rest by any.
/// Invariants:
///   1. Bounded and without a lock: memory is allocated when made; what does not fit is refused, never overwritten.
///   2. Samples are read once each, in the order in which they were written.
///   3. When the writer is too slow, what was heard last fades out within 50 ms and silence follows, until 60 ms have
///   been gathered again or the stream is finished: one gap instead of many.
class AudioStream {
  public:
    static constexpr size_t kGathered = 3 * Audio::kFrame;  // before the first frame, and after a gap: 60 ms

    /// Room for at least `capacity` of audio at 8000 Hz, and no less than twice kGathered.
    explicit AudioStream(Millis capacity = Millis(1000));

    /// Appends as many of the samples as there is room for; returns how many. Nothing after `finish`.
    size_t write(std::span<const int16_t> samples);
    /// Nothing follows: the playback ends when all has been read.
    void finish() { finished_.store(true, std::memory_order_release); }
    /// How many samples can be written now.
    size_t room() const;
    /// How often a frame was due and the writer had not written it.
    uint64_t gaps() const { return gaps_.load(std::memory_order_relaxed); }

    enum class Read {
        waiting,  // nothing to hear yet, or a gap; the frame holds silence or a fading end
        audio,
        end,  // the frame holds the last samples, if any were left; nothing follows
    };
    /// The next 20 ms.
    Read read(Frame& out);

  private:
    size_t take(Frame& out, size_t most);

    std::vector<int16_t> ring_;  // its size is a power of two
    std::atomic<uint64_t> written_{0}, read_{0};
    std::atomic<bool> finished_{false};
    std::atomic<uint64_t> gaps_{0};
    // Of the reader.
    bool flowing_ = false;
    Concealer concealer_;
};

}  // namespace tiller::media
