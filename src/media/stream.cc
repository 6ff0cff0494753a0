#include "media/stream.h"

#include <algorithm>
#include <bit>

namespace tiller::media {

AudioStream::AudioStream(Millis capacity)
    : ring_(std::bit_ceil(std::max(
          2 * kGathered, static_cast<size_t>(std::max<int64_t>(0, capacity.count())) * (Audio::kRate / 1000)))) {}

size_t AudioStream::room() const {
    return ring_.size() -
           static_cast<size_t>(written_.load(std::memory_order_relaxed) - read_.load(std::memory_order_acquire));
}

size_t AudioStream::write(std::span<const int16_t> samples) {
    if (finished_.load(std::memory_order_relaxed)) return 0;
    samples = samples.first(std::min(samples.size(), room()));
    const uint64_t written = written_.load(std::memory_order_relaxed);
    const size_t at = written % ring_.size();
    const size_t before_wrap = std::min(samples.size(), ring_.size() - at);
    std::ranges::copy(samples.first(before_wrap), ring_.begin() + static_cast<ptrdiff_t>(at));
    std::ranges::copy(samples.subspan(before_wrap), ring_.begin());
    written_.store(written + samples.size(), std::memory_order_release);
    return samples.size();
}

/// The next samples, at most `most` of them, to the beginning of `out`.
size_t AudioStream::take(Frame& out, size_t most) {
    const uint64_t read = read_.load(std::memory_order_relaxed);
    const size_t count = std::min(most, out.size());
    for (size_t i = 0; i < count; ++i) out[i] = ring_[(read + i) % ring_.size()];
    read_.store(read + count, std::memory_order_release);
    return count;
}

AudioStream::Read AudioStream::read(Frame& out) {
    const bool finished = finished_.load(std::memory_order_acquire);  // before `written_`: then all of it is seen
    const auto waiting =
        static_cast<size_t>(written_.load(std::memory_order_acquire) - read_.load(std::memory_order_relaxed));
    flowing_ = flowing_ || finished || waiting >= kGathered;
    const size_t count = flowing_ ? take(out, waiting) : 0;
    const std::span<int16_t> taken = std::span(out).first(count);
    if (count > 0 && concealer_.faded()) rise(taken);
    if (count > 0) concealer_.heard(taken);
    if (count == out.size()) return finished && waiting == count ? Read::end : Read::audio;
    concealer_.fill(std::span(out).subspan(count));
    if (finished) return Read::end;
    if (flowing_) gaps_.fetch_add(1, std::memory_order_relaxed);
    flowing_ = false;
    return count > 0 ? Read::audio : Read::waiting;
}

}  // namespace tiller::media
