#pragma once
#include <cstdint>

#include "model/listening.h"

namespace tiller::hearing {

/// When the callee speaks and when that is over, made of frames that are speech or not. Pure.
///
///   silent ──kOnset of kOnsetWindow frames are speech──► speaking ──a pause, or kLongest──► silent
///
/// Thread rule: one thread at a time.
/// Invariants:
///   1. Every `began` is followed by one `ended`, or by `drop` or `listen`.
///   2. While the robot speaks nothing begins with BargeIn::none, nor within kGuard of the prompt's start with another.
///   3. A burst shorter than kOnset frames begins nothing, and does not lengthen a pause either.
class Turn {
  public:
    static constexpr std::chrono::milliseconds kFrame{20};
    static constexpr int kOnset = 4, kOnsetWindow = 6;  // 80 ms within 120
    static constexpr int kResume = 3, kResumeWindow = 5;
    static constexpr int kGuard = 10;
    static constexpr int kLongest = 1500;

    enum class Step { nothing, began, ended };

    /// From now on by these rules; what is under way is forgotten.
    void listen(const Listening& listening);
    /// The next 20 ms.
    Step frame(bool is_speech, bool robot_speaks);
    /// What began is no speech of the callee.
    void drop();
    /// What was said so far is a whole phrase, or not (any more).
    void heard_whole_phrase(bool whole) { whole_ = whole; }

    bool is_speaking() const { return speaking_; }
    /// Frames so far.
    int64_t now() const { return now_; }
    /// Numbers of the first frame of what was said last, and of the one after its last.
    int64_t start() const { return start_; }
    int64_t end() const { return end_; }

  private:
    int64_t newest_speech() const;

    BargeIn barge_in_ = BargeIn::speech;
    int64_t pause_ = 30, complete_pause_ = 15;  // frames
    bool speaking_ = false, whole_ = false;
    uint32_t recent_ = 0;  // frames that are speech; bit 0: the last one
    int64_t now_ = 0, start_ = 0, end_ = 0;
    int64_t robot_since_ = -1;  // the frame in which the robot began to speak; -1: it does not
};

}  // namespace tiller::hearing
