#pragma once
// Sound for tests: what a callee's side sends, made of voices (noise, which no tone detector takes for a tone), tones and
// silence; and whether each frame is speech.
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "base/audio.h"
#include "base/clock.h"

namespace tiller::answering {

class Sound {
  public:
    Sound& quiet(int ms) {
        return add(ms, false, [](size_t) { return 0.0; });
    }
    Sound& voice(int ms) {
        return add(ms, true, [this](size_t) {
            state_ = state_ * 6364136223846793005u + 1442695040888963407u;
            return 3000.0 * (static_cast<double>(state_ >> 33) / (1u << 30) - 1);
        });
    }
    Sound& tone(double hertz, int ms, double second_hertz = 0) {
        return add(ms, true, [=](size_t i) {
            const double t = 2 * std::numbers::pi * static_cast<double>(i) / Audio::kRate;
            return second_hertz == 0 ? 6000 * std::sin(t * hertz)
                                     : 3000 * (std::sin(t * hertz) + std::sin(t * second_hertz));
        });
    }

    struct Frame {
        std::vector<int16_t> samples;
        bool active;
    };
    std::vector<Frame> frames() const {
        std::vector<Frame> out;
        for (size_t i = 0; i < active_.size(); ++i) {
            auto frame = std::span(samples_).subspan(i * Audio::kFrame, Audio::kFrame);
            out.push_back({{frame.begin(), frame.end()}, active_[i]});
        }
        return out;
    }

  private:
    template <class Value>
    Sound& add(int ms, bool active, Value value) {
        const auto count = static_cast<size_t>(ms) / 20;
        for (size_t i = 0; i < count * Audio::kFrame; ++i) samples_.push_back(static_cast<int16_t>(value(i)));
        active_.insert(active_.end(), count, active);
        return *this;
    }

    std::vector<int16_t> samples_;
    std::vector<bool> active_;
    uint64_t state_ = 1;
};

}  // namespace tiller::answering
