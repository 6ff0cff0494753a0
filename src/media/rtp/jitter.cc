#include "media/rtp/jitter.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

namespace tiller::media {
namespace {

constexpr int kWindow = 100;         // packets
constexpr int kGiveIn = 10;          // late packets in a row: the network's delay has changed for good
constexpr int16_t kQuietPeak = 400;  // -38 dBm0
constexpr int kQuietPatience = 100;  // frames: after two seconds a loud frame is skipped too

}  // namespace

void JitterBuffer::restart() {
    running_ = false;
    present_.fill(0);
}

void JitterBuffer::anchor(uint32_t timestamp) {
    running_ = true;
    read_ = timestamp - kStartDelay;
    newest_ = timestamp;
    late_in_a_row_ = 0;
    watched_ = 0;
    most_ = most_before_ = kStartDelay;
    surplus_ = 0;
}

void JitterBuffer::watch(int32_t margin) {
    if (watched_ == 0) {
        least_ = most_ = margin;
    } else {
        least_ = std::min(least_, margin);
        most_ = std::max(most_, margin);
    }
    if (++watched_ < kWindow) return;
    // A frame above the starting delay is left alone: the slots of two machines drift through each other.
    if (least_ >= kStartDelay + Audio::kFrame && surplus_ == 0) {
        surplus_ = (least_ - kStartDelay) / Audio::kFrame * Audio::kFrame;
        frames_waited_ = 0;
    }
    most_before_ = most_;
    watched_ = 0;
}

/// The newest packet is late by -margin: moves the moment of hearing back so that it and its like come in time, unless
/// that makes the delay too long. Returns the new margin.
int32_t JitterBuffer::catch_up(int32_t margin) {
    ++late_in_a_row_;
    const int32_t spread = std::max(most_, most_before_) - margin;
    if (spread > kLongestDelay && late_in_a_row_ < kGiveIn) return margin;
    const int32_t shift = Audio::kFrame - margin;
    read_ -= static_cast<uint32_t>(shift);
    least_ += shift;
    most_ += shift;
    most_before_ += shift;
    surplus_ = 0;
    if (late_in_a_row_ >= kGiveIn) {
        watched_ = 0;
        most_ = most_before_ = margin + shift;
    }
    late_in_a_row_ = 0;
    return margin + shift;
}

void JitterBuffer::put(uint32_t timestamp, std::span<const uint8_t> payload, g711::Law law, bool newest) {
    auto length = static_cast<int32_t>(payload.size());
    if (length == 0 || length > kLongestPacket) return;
    if (!running_) anchor(timestamp);

    auto margin = static_cast<int32_t>(timestamp - read_);
    if (margin > kCapacity - length || margin < -kCapacity) {
        if (!newest) {
            ++late_;
            return;
        }
        // The sender's clock jumped: it was set anew, or it stood still while nothing was said.
        restart();
        anchor(timestamp);
        margin = kStartDelay;
    }
    if (newest) watch(margin);
    if (margin < 0) {
        ++late_;
        if (newest) margin = catch_up(margin);
    } else if (newest) {
        late_in_a_row_ = 0;
    }
    if (margin + length <= 0) return;

    if (law != law_) {
        present_.fill(0);
        law_ = law;
    }
    const int32_t passed = std::max(0, -margin);
    store(timestamp + static_cast<uint32_t>(passed), payload.subspan(static_cast<size_t>(passed)));
    const uint32_t behind = timestamp + static_cast<uint32_t>(length);
    if (static_cast<int32_t>(behind - newest_) > 0) newest_ = behind;
}

void JitterBuffer::store(uint32_t at, std::span<const uint8_t> codes) {
    mark(at, static_cast<uint32_t>(codes.size()), true);
    const uint32_t place = at % kCapacity;
    const size_t before_wrap = std::min<size_t>(codes.size(), kCapacity - place);
    std::ranges::copy(codes.first(before_wrap), codes_.begin() + place);
    std::ranges::copy(codes.subspan(before_wrap), codes_.begin());
}

void JitterBuffer::mark(uint32_t at, uint32_t count, bool present) {
    while (count > 0) {
        const uint32_t bit = at % 64;
        const uint32_t now = std::min(count, 64 - bit);
        const uint64_t bits = (now == 64 ? ~uint64_t{0} : (uint64_t{1} << now) - 1) << bit;
        uint64_t& word = present_[at % kCapacity / 64];
        word = present ? word | bits : word & ~bits;
        at += now;
        count -= now;
    }
}

/// How many places from `at` on, at most `most`, are all present or all empty.
uint32_t JitterBuffer::run(uint32_t at, uint32_t most) const {
    const bool here = present(at);
    uint32_t length = 0;
    while (length < most) {
        const uint32_t place = (at + length) % kCapacity;
        const uint64_t word = present_[place / 64] >> (place % 64);
        const uint32_t in_word = 64 - place % 64;
        const auto same = std::min(in_word, static_cast<uint32_t>(std::countr_one(here ? word : ~word)));
        length += same;
        if (same < in_word) break;
    }
    return std::min(length, most);
}

bool JitterBuffer::quiet() const {
    const int16_t* linear = g711::decode_table(law_);
    for (uint32_t at = read_; at != read_ + Audio::kFrame; ++at) {
        if (present(at) && std::abs(linear[codes_[at % kCapacity]]) > kQuietPeak) return false;
    }
    return true;
}

void JitterBuffer::shrink() {
    if (++frames_waited_ < kQuietPatience && !quiet()) return;
    mark(read_, Audio::kFrame, false);
    read_ += Audio::kFrame;
    frames_waited_ = 0;
    surplus_ -= Audio::kFrame;
    least_ -= Audio::kFrame;
    most_ -= Audio::kFrame;
    most_before_ -= Audio::kFrame;
}

void JitterBuffer::take(Frame& out, Concealer& concealer) {
    if (!running_) {
        out.fill(0);
        return;
    }
    if (surplus_ > 0) shrink();
    const int16_t* linear = g711::decode_table(law_);
    for (uint32_t done = 0; done < out.size();) {
        const uint32_t at = read_ + done;
        const uint32_t length = run(at, static_cast<uint32_t>(out.size()) - done);
        const std::span<int16_t> samples(out.data() + done, length);
        if (present(at)) {
            for (uint32_t i = 0; i < length; ++i) samples[i] = linear[codes_[(at + i) % kCapacity]];
            concealer.heard(samples);
        } else {
            concealer.fill(samples);
        }
        done += length;
    }
    mark(read_, Audio::kFrame, false);
    read_ += Audio::kFrame;
}

Millis JitterBuffer::delay() const {
    if (!running_) return Millis(0);
    return Millis(static_cast<int32_t>(newest_ - read_) / (Audio::kRate / 1000));
}

}  // namespace tiller::media
