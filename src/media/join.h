#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "media/rtp/concealer.h"
#include "media/rtp/jitter.h"

namespace tiller::media {

/// One session's end of a bridge: what it has heard, for the other to say, and what the other's became on its way in.
/// The two ends tick in turn, each once in 20 ms, on the same thread; so one frame is enough between them.
/// Thread rule: the media thread of both.
/// Invariants:
///   1. A frame that one end heard is said once by the other.
///   2. No step in the sound: the first frame rises within 5 ms, and where frames are missing (the other end is gone,
///   or hears nothing yet) the last one fades out within 50 ms.
class Join {
  public:
    explicit Join(bool passes_keys) : passes_keys_(passes_keys) {}

    /// This end heard `frame`.
    void put(const Frame& frame) {
        heard_ = frame;
        fresh_ = true;
    }
    /// The 20 ms that this end says, given the other one (null: it is gone).
    void take(Join* other, Frame& out);

    /// Keys that this end's callee pressed go to the other end.
    bool passes_keys() const { return passes_keys_; }
    /// A key for this end to press. When eight wait, nobody has pressed them.
    void press(uint8_t event) {
        if (pressed_ - sent_ < keys_.size()) keys_[pressed_++ % keys_.size()] = event;
    }
    std::optional<uint8_t> next_key() {
        return sent_ == pressed_ ? std::nullopt : std::optional(keys_[sent_++ % keys_.size()]);
    }

    /// Goes on with the sound of `before`, whose place this takes.
    void follow(const Join& before) { concealer_ = before.concealer_; }
    bool faded() const { return concealer_.faded(); }

  private:
    Concealer concealer_;
    Frame heard_{};
    bool fresh_ = false;
    const bool passes_keys_;
    std::array<uint8_t, 8> keys_{};
    size_t pressed_ = 0, sent_ = 0;
};

/// Adds `other` to `frame`; what is too loud for 16 bits is cut off.
void mix(const Frame& other, Frame& frame);

}  // namespace tiller::media
