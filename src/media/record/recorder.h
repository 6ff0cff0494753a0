#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "media/bell.h"
#include "media/record/shelf.h"
#include "media/record/take.h"

namespace tiller::media {

/// Encodes what media threads deliver, in threads of its own; a take stays with one of them, so that its order is kept.
/// Thread rule: `deliver` from media threads (it neither locks nor allocates), `assign` from any thread.
/// Invariants:
///   1. Every take that was assigned and whose end mark was delivered is reported once, well or ill.
///   2. A failure of the disk ends the writing of that take only; its chunks go on being taken and given back.
class Recorder {
  public:
    /// Makes `spool` if need be and removes half-written recordings of a former run from it. Error: it cannot.
    static Result<std::unique_ptr<Recorder>> open(const std::string& spool, int threads, Listener& listener);
    /// Encodes and stores everything that was delivered. Media threads must have ended before.
    ~Recorder();

    /// A new take for a session; `path` as in Recording.
    std::unique_ptr<Take> assign(SessionId session, const std::string& path);
    void deliver(Delivery* delivery);

    /// Chunks and end marks that wait for a recorder thread.
    int64_t queued() const { return queued_.load(std::memory_order_relaxed); }
    /// Frames of 20 ms that became silence because no chunk was free or the media thread was held up.
    uint64_t gap_frames() const { return gap_frames_.load(std::memory_order_relaxed); }

  private:
    struct Lane {
        HandOff<Delivery> queue;
        Bell bell;
        std::thread thread;
    };

    Recorder(std::string spool, int threads, Listener& listener);
    void run(Lane& lane);
    void write(Delivery& delivery);

    const std::string spool_;
    Shelf shelf_;
    std::atomic<bool> stopping_{false};
    std::atomic<int64_t> queued_{0};
    std::atomic<uint64_t> gap_frames_{0};
    std::atomic<size_t> next_lane_{0};
    std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace tiller::media
