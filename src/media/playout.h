#pragma once
#include <vector>

#include "base/audio.h"
#include "media/rtp/jitter.h"

namespace tiller::media {

/// Cuts audio parts into frames of 20 ms, one part behind the other without a gap.
/// Thread rule: one thread. Holds no audio: the parts given to `play` must stay until they have ended or were replaced.
class Playout {
  public:
    /// Plays `parts` from the next frame on, instead of anything else; null and empty parts are passed over.
    void play(const std::vector<AudioPtr>* parts);
    void stop() { parts_ = nullptr; }
    bool playing() const { return parts_ != nullptr; }

    /// The next frame, silence where nothing plays. True when the last sample of the parts was in it (or none was
    /// left): then nothing plays any more.
    bool fill(Frame& out);

  private:
    const std::vector<AudioPtr>* parts_ = nullptr;
    size_t part_ = 0;    // in parts_
    size_t sample_ = 0;  // in that part
};

}  // namespace tiller::media
