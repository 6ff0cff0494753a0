#pragma once
#include "media/record/chunk.h"
#include "media/record/recorder.h"

namespace tiller::media {

/// The session's end of a recording: gathers frames in chunks and hands them over.
/// Thread rule: the session's media thread. Never allocates, locks or blocks.
/// Invariant: frames appended + frames skipped = frames in the file. Where no chunk was free there is silence.
class Tape {
  public:
    /// `take` is ours until `end`.
    void start(Take* take, ChunkPool& pool, Recorder& recorder);
    bool running() const { return take_ != nullptr; }

    /// 20 ms of both channels. Does nothing when not running.
    void append(const Frame& left, const Frame& right);
    /// Silence in the place of frames that were not made.
    void skip(uint32_t frames);
    /// The session is on another thread: chunks are taken from that one's pool.
    void move(ChunkPool& pool) { pool_ = &pool; }
    /// Hands over what is left and the end mark.
    void end();

  private:
    void hand_over();

    Take* take_ = nullptr;
    ChunkPool* pool_ = nullptr;
    Recorder* recorder_ = nullptr;
    Chunk* chunk_ = nullptr;
    uint32_t gap_ = 0;
};

}  // namespace tiller::media
