#include "answering/timing.h"

#include <algorithm>
#include <cmath>

namespace tiller::answering {
namespace {

constexpr size_t kShortestWord = 5;  // frames; what is shorter is a click
constexpr size_t kWithin = 4;        // inactive frames that a word may have before it is one
constexpr size_t kPause = 10;        // inactive frames that end a segment

Millis time_of(size_t frames) { return Millis(frames * 20); }

}  // namespace

void Timing::restart() { *this = Timing(); }

void Timing::hear(bool speech, double loud) {
    const size_t frame = now_++;
    if (speech) {
        if (!speaking_) {
            if (run_ == 0) run_from_ = frame;
            if (++run_ >= kShortestWord) {
                speaking_ = true;
                segment_from_ = run_from_;
                if (features_.segments++ == 0) {
                    first_ = run_from_;
                    features_.lead = time_of(run_from_);
                } else {
                    features_.longest_gap = std::max(features_.longest_gap, time_of(run_from_ - last_active_ - 1));
                }
            }
        }
        if (speaking_) {
            last_active_ = frame;
            sum_ += loud;
            squares_ += loud * loud;
            ++loud_frames_;
        }
    } else if (speaking_ && frame - last_active_ >= kPause) {
        speaking_ = false;
        closed_ += time_of(last_active_ - segment_from_ + 1);
        run_ = 0;
    } else if (!speaking_ && run_ > 0 && frame - run_from_ >= run_ + kWithin) {
        run_ = 0;
    }
    if (!has_spoken()) {
        features_.trailing_silence = time_of(now_);
        return;
    }
    features_.trailing_silence = time_of(now_ - 1 - last_active_);
    features_.span = time_of(last_active_ - first_ + 1);
    const Millis open = speaking_ ? time_of(last_active_ - segment_from_ + 1) : Millis(0);
    features_.voiced = closed_ + open;
    features_.longest_segment = std::max(features_.longest_segment, open);
    if (loud_frames_ > 0 && sum_ > 0) {
        const double mean = sum_ / static_cast<double>(loud_frames_);
        features_.level_variation =
            std::sqrt(std::max(0.0, squares_ / static_cast<double>(loud_frames_) - mean * mean)) / mean;
    }
}

}  // namespace tiller::answering
