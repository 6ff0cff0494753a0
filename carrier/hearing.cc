#include "carrier/hearing.h"

namespace tiller::carrier {

bool is_loud(const int16_t* frame) {
    constexpr int64_t kThreshold = 200;
    int64_t energy = 0;
    for (int i = 0; i < Audio::kFrame; ++i) energy += int64_t{frame[i]} * frame[i];
    return energy > kThreshold * kThreshold * Audio::kFrame;
}

void Hearing::hear(Millis now) {
    sound_ += kFrame;
    in_prompt_ += kFrame;
    last_sound_ = now;
}

bool Hearing::prompt_has_ended(Millis now) {
    if (in_prompt_ < kShortestPrompt || now - last_sound_ < kSilence) return false;
    in_prompt_ = Millis(0);
    return true;
}

}  // namespace tiller::carrier
