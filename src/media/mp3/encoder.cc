#include "media/mp3/encoder.h"

#include <algorithm>

namespace tiller::media::mp3 {

void Encoder::encode(std::span<const int16_t> left, std::span<const int16_t> right, std::vector<uint8_t>& out) {
    if (!begun_) tag_.reserve(out);
    begun_ = true;
    samples_ += left.size();
    while (!left.empty()) {
        const size_t now = std::min(left.size(), kLines - waiting_);
        for (size_t side = 0; side < 2; ++side) {
            const auto& samples = side == 0 ? left : right;
            for (size_t i = 0; i < now; ++i) {
                sides_[side].waiting[waiting_ + i] = static_cast<float>(samples[i]) * (1.0F / 32768);
            }
        }
        left = left.subspan(now);
        right = right.subspan(now);
        waiting_ += now;
        if (waiting_ == kLines) encode_granule(out);
    }
}

void Encoder::encode_granule(std::vector<uint8_t>& out) {
    std::array<FrameSide, 2> frame;
    for (size_t i = 0; i < 2; ++i) {
        Side& side = sides_[i];
        Lines lines;
        side.filters.analyse(side.waiting, lines);
        side.quantizer.quantize(lines, frame[i].granule);
        frame[i].code();
        while (frame[i].bits() > FrameSide::kMostBits) {
            Quantizer::coarsen(lines, frame[i].granule);
            frame[i].code();
        }
    }
    const size_t before = out.size();
    frames_.write(frame, out);
    tag_.add(std::span(out).subspan(before));
    waiting_ = 0;
    ++granules_;
}

std::vector<uint8_t> Encoder::finish(std::vector<uint8_t>& out) {
    const uint64_t length = samples_;
    static constexpr std::array<int16_t, kLines> kSilence{};
    // Players cannot leave out the beginning and the end of one frame: a recording has three at least.
    const uint64_t least = std::max<uint64_t>(length + Filterbank::kDelay, 2 * kLines + 1);
    while (granules_ * kLines < least) encode(kSilence, kSilence, out);
    const size_t before = out.size();
    frames_.finish(out);
    tag_.add(std::span(out).subspan(before));
    return tag_.write(length);
}

}  // namespace tiller::media::mp3
