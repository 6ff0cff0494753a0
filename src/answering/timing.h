#pragma once
// When somebody speaks and when not: what can be known of an answer without knowing a word.
#include <optional>
#include <vector>

#include "base/clock.h"

namespace tiller::answering {

/// Of all that was heard so far. Segments are parted by pauses of 200 ms or more.
struct Features {
    std::optional<Millis> lead;  // until the first word; nothing: no word yet
    Millis voiced{0};            // in segments, the one that is not over yet included
    int segments = 0;
    Millis longest_segment{0};
    Millis longest_gap{0};       // between segments
    Millis trailing_silence{0};  // since the last word, or since the answer
    double level_variation = 0;  // of the loudness in segments: standard deviation over mean
    Millis span{0};              // from the first word to the last
};

/// Thread rule: one thread.
class Timing {
  public:
    /// The next 20 ms: whether a voice is heard, and how loud they are (root mean square).
    void hear(bool speech, double loud);

    /// Everything before is forgotten, as if the answer were now; its lead counts from there.
    void restart();

    const Features& features() const { return features_; }
    bool has_spoken() const { return features_.lead.has_value(); }
    bool is_speaking() const { return speaking_; }

  private:
    Features features_;
    size_t now_ = 0;           // frames
    Millis closed_{0};         // voiced, in segments that are over
    bool speaking_ = false;    // a segment is open
    size_t run_ = 0;           // active frames of what may become a segment
    size_t run_from_ = 0;      // its first
    size_t last_active_ = 0;   // frame
    size_t first_ = 0;         // of the first segment
    size_t segment_from_ = 0;  // of the open segment
    double sum_ = 0, squares_ = 0;
    size_t loud_frames_ = 0;
};

}  // namespace tiller::answering
