#pragma once
#include <cstdint>

namespace tiller::media {

/// Times one key that we press: 100 ms of key, 80 ms of pause, a frame of 20 ms at a time, the same for events and
/// tones. RFC 4733, section 2.5.1: the packets of an event carry its growing duration; the last is sent three times in
/// all. Thread rule: one thread.
class DigitSender {
  public:
    static constexpr int kPressFrames = 5;
    static constexpr int kPauseFrames = 4;
    static constexpr int kEndPackets = 3;

    struct Step {
        enum class Kind {
            idle,    // no key: audio
            press,   // the key is down; `frame` counts from 0 to kPressFrames - 1, the last of which ends it
            repeat,  // the pause, in which the end packet goes out once more
            pause,   // the rest of the pause
        };
        Kind kind = Kind::idle;
        uint8_t event = 0;
        int frame = 0;
    };

    bool busy() const { return frame_ < kPressFrames + kPauseFrames; }
    /// Starts a key (event code) with the next step; only when not busy.
    void begin(uint8_t event) {
        event_ = event;
        frame_ = 0;
    }

    /// What the next frame of 20 ms is for.
    Step step() {
        if (!busy()) return {};
        const int frame = frame_++;
        if (frame < kPressFrames) return {Step::Kind::press, event_, frame};
        const bool repeat = frame - kPressFrames < kEndPackets - 1;
        return {repeat ? Step::Kind::repeat : Step::Kind::pause, event_, kPressFrames - 1};
    }

  private:
    int frame_ = kPressFrames + kPauseFrames;
    uint8_t event_ = 0;
};

}  // namespace tiller::media
