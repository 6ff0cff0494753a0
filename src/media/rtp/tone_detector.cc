// The standard headers come first: spandsp's break <cmath> when they are included before it.
#include "media/rtp/tone_detector.h"

#include <cmath>
#include <mutex>
#include <new>

#include <spandsp.h>

namespace tiller::media {
namespace {
std::mutex making;  // dtmf_rx_init fills shared tables at its first use
}

struct ToneDetector::State {
    dtmf_rx_state_t* rx = nullptr;
};

ToneDetector::ToneDetector() : state_(std::make_unique<State>()) {
    std::lock_guard lock(making);
    state_->rx = dtmf_rx_init(nullptr, nullptr, nullptr);
    if (state_->rx == nullptr) throw std::bad_alloc();
}
ToneDetector::~ToneDetector() { dtmf_rx_free(state_->rx); }

void ToneDetector::heard(std::span<const int16_t> samples) {
    dtmf_rx(state_->rx, samples.data(), static_cast<int>(samples.size()));
}

std::optional<char> ToneDetector::next() {
    char key[2];  // dtmf_rx_get writes a zero behind what it was asked for
    if (dtmf_rx_get(state_->rx, key, 1) == 0) return std::nullopt;
    return key[0];
}

}  // namespace tiller::media
