#pragma once
#include <deque>
#include <string>

#include "base/clock.h"

namespace tiller::dialer {

/// Keeps one line within its limits: channels in use, new calls a second, and a pause after it refused us again and
/// again. One node at a time works on a line; what the node before it left up is counted, too.
///
/// Thread rule: the dialer's thread only.
/// Invariants:
///   1. `channels_in_use` never exceeds the maximum.
///   2. In any second at most max_calls_per_second (rounded up) calls begin: no burst is saved up.
///   3. After kRefusalsInARow refusals of our own side's making (wrong password, no route) the line rests, 2 s at
///      first, doubling to 60 s, until a call gets through.
class LineGate {
  public:
    static constexpr int kRefusalsInARow = 5;

    LineGate(int max_channels, double max_calls_per_second);
    void set_limits(int max_channels, double max_calls_per_second);

    /// Another node placed calls on the line up to now: none begins within a second, in which some of its may have.
    void take_over(Millis now);
    /// Channels in use by calls of other nodes.
    void set_others(int channels) { others_ = channels; }

    /// How many calls may begin now.
    int free(Millis now) const;
    void begin(Millis now);
    /// A call has left its channel. `refused_us`: the line would not take the call for a reason that is not the
    /// callee's.
    void end(Millis now, bool refused_us);
    int channels_in_use() const { return in_use_ + others_; }
    /// When `free` may be above zero again without a call ending; never, if only a channel is missing.
    Millis next_chance(Millis now) const;
    bool is_resting(Millis now) const { return now < rests_until_; }

  private:
    int max_channels_;
    double interval_ms_;  // between two new calls
    size_t most_a_second_;
    int in_use_ = 0;  // by our calls
    int others_ = 0;
    double next_start_ms_ = 0;   // not before this moment begins the next call
    std::deque<Millis> starts_;  // of the last second
    int refusals_ = 0;
    Millis rest_{0}, rests_until_{0};
};

}  // namespace tiller::dialer
