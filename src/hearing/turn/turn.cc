#include "hearing/turn/turn.h"

#include <algorithm>
#include <bit>

namespace tiller::hearing {
namespace {

constexpr uint32_t last_frames(int count) { return (1u << count) - 1; }

int64_t in_frames(std::chrono::milliseconds length) {
    return std::max<int64_t>(1, (length + Turn::kFrame - std::chrono::milliseconds(1)) / Turn::kFrame);
}

}  // namespace

void Turn::listen(const Listening& listening) {
    barge_in_ = listening.barge_in;
    pause_ = in_frames(listening.pause);
    complete_pause_ = std::min(pause_, in_frames(listening.complete_pause));
    drop();
}

void Turn::drop() {
    speaking_ = whole_ = false;
    recent_ = 0;
}

int64_t Turn::newest_speech() const { return now_ - std::countr_zero(recent_); }

Turn::Step Turn::frame(bool is_speech, bool robot_speaks) {
    ++now_;
    if (!robot_speaks) {
        robot_since_ = -1;
    } else if (robot_since_ < 0) {
        robot_since_ = now_;
    }
    const bool is_guarded = robot_speaks && (barge_in_ == BargeIn::none || now_ - robot_since_ < kGuard);
    if (!speaking_ && is_guarded) is_speech = false;
    recent_ = recent_ << 1 | (is_speech ? 1u : 0u);

    if (!speaking_) {
        const uint32_t window = recent_ & last_frames(kOnsetWindow);
        if (std::popcount(window) < kOnset) return Step::nothing;
        speaking_ = true;
        whole_ = false;
        start_ = now_ - std::bit_width(window) + 1;
        end_ = now_ + 1;
        return Step::began;
    }
    if (std::popcount(recent_ & last_frames(kResumeWindow)) >= kResume) end_ = newest_speech() + 1;
    const int64_t silence = now_ + 1 - end_;
    const bool over = silence >= (whole_ ? complete_pause_ : pause_) || now_ - start_ >= kLongest;
    if (!over) return Step::nothing;
    drop();
    return Step::ended;
}

}  // namespace tiller::hearing
