#include "media/mp3/info_tag.h"

#include <algorithm>
#include <string_view>

#include "media/mp3/frame.h"

namespace tiller::media::mp3 {
namespace {

constexpr size_t kFrameBytes = 3 * kFrameStep;
constexpr size_t kDecoderDelay = 529;  // of every decoder's filters; players add it to the delay that the tag tells
constexpr size_t kDelay = Filterbank::kDelay - kDecoderDelay;

}  // namespace

void InfoTag::reserve(std::vector<uint8_t>& out) {
    out.resize(out.size() + kFrameBytes);
    bytes_ = kFrameBytes;
}

void InfoTag::add(std::span<const uint8_t> frame) {
    if (frame.empty()) return;
    if (frames_ % stride_ == 0) {
        if (marks_.size() == kMostMarks) {
            for (size_t i = 0; i < kMostMarks / 2; ++i) marks_[i] = marks_[2 * i];
            marks_.resize(kMostMarks / 2);
            stride_ *= 2;
        }
        marks_.push_back(bytes_);
    }
    ++frames_;
    bytes_ += frame.size();
    sound_.process_bytes(frame.data(), frame.size());
}

std::vector<uint8_t> InfoTag::write(uint64_t samples) const {
    std::vector<uint8_t> tag(kFrameBytes + BitWriter::kSpare);
    BitWriter out(tag.data());
    write_header(kFrameBytes, out);
    for (size_t i = 4; i < kHeadBytes; ++i) out.put(0, 8);
    const auto text = [&](std::string_view letters) {
        for (const char letter : letters) out.put(static_cast<uint8_t>(letter), 8);
    };
    text("Xing");
    out.put(0b1111, 32);  // frames, bytes, a table and a quality follow
    out.put(static_cast<uint32_t>(frames_), 32);
    out.put(static_cast<uint32_t>(bytes_), 32);
    for (uint64_t percent = 0; percent < 100; ++percent) {
        const uint64_t frame = frames_ * percent / 100;
        const uint64_t at = marks_.empty() ? 0 : marks_[std::min<uint64_t>(frame / stride_, marks_.size() - 1)];
        out.put(static_cast<uint32_t>(std::min<uint64_t>(255, at * 256 / std::max<uint64_t>(1, bytes_))), 8);
    }
    out.put(0, 32);     // quality: not told
    text("LAME-like");  // players heed the delay only where the name begins so, as LAME's VbrTag.c says itself
    out.put(0, 8);      // revision, method of variable bit rate: not told
    out.put(39, 8);     // nothing above 3.9 kHz
    out.put(0, 32);     // peak, and
    out.put(0, 32);     // loudness: not told
    out.put(0, 8);
    out.put(8, 8);  // the lowest bit rate, kbit/s
    out.put(static_cast<uint32_t>(kDelay), 12);
    out.put(static_cast<uint32_t>(frames_ * kLines - samples - kDelay), 12);
    out.put(1 << 2, 8);  // stereo
    out.put(0, 8 + 16);  // gain, preset
    out.put(static_cast<uint32_t>(bytes_), 32);
    out.put(sound_.checksum(), 16);
    boost::crc_16_type all;
    all.process_block(tag.data(), out.finish());
    out.put(all.checksum(), 16);
    out.finish();
    tag.resize(kFrameBytes);
    return tag;
}

}  // namespace tiller::media::mp3
