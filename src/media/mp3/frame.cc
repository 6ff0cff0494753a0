#include "media/mp3/frame.h"

#include <algorithm>
#include <bit>

namespace tiller::media::mp3 {
namespace {

constexpr unsigned kRates[] = {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};  // kbit/s, by index less one

// Scale factors are written in four groups of bands, each with a width of its own (ISO/IEC 13818-3, 2.4.3.2).
constexpr size_t kGroupEnds[] = {6, 11, 16, 21};

void write_side_information(const FrameSide& side, BitWriter& out) {
    const Coding& coding = side.coding;
    out.put(side.bits(), 12);
    out.put(static_cast<uint32_t>(coding.pairs_end / 2), 9);
    out.put(static_cast<uint32_t>(side.granule.gain), 8);
    const auto& s = side.scale_bits;
    out.put((s[0] * 5 + s[1]) << 4 | s[2] << 2 | s[3], 9);  // scalefac_compress
    out.put(0, 1);                                          // window_switching_flag
    for (const unsigned table : coding.tables) out.put(table, 5);
    out.put(coding.band_counts[0], 4);
    out.put(coding.band_counts[1], 3);
    out.put(side.granule.coarse, 1);
    out.put(coding.table_b, 1);
}

void write_main_data(const FrameSide& side, BitWriter& out) {
    size_t band = 0;
    for (size_t group = 0; group < 4; ++group) {
        for (; band < kGroupEnds[group]; ++band) out.put(side.granule.scale[band], side.scale_bits[group]);
    }
    side.coding.write(side.granule.values, out);
}

}  // namespace

void FrameSide::code() {
    size_t band = 0;
    for (size_t group = 0; group < 4; ++group) {
        unsigned most = 0;
        for (; band < kGroupEnds[group]; ++band) most = std::max<unsigned>(most, granule.scale[band]);
        scale_bits[group] = static_cast<unsigned>(std::bit_width(most));
    }
    coding = Coding::choose(granule.values);
}

unsigned FrameSide::bits() const {
    return coding.bits + 6 * scale_bits[0] + 5 * (scale_bits[1] + scale_bits[2] + scale_bits[3]);
}

size_t frame_size(size_t bytes) {
    for (const unsigned rate : kRates) {
        if (rate / 8 * kFrameStep >= bytes) return rate / 8 * kFrameStep;
    }
    return kMostFrameBytes;
}

void write_header(size_t size, BitWriter& out) {
    out.put(0xFFE3, 16);  // synchronisation, MPEG-2.5, layer III, no checksum
    const auto rate = std::ranges::find(kRates, size / kFrameStep * 8);
    out.put(static_cast<uint32_t>(rate - std::begin(kRates)) + 1, 4);
    out.put(0b10'0'0, 4);      // 8 kHz, no padding
    out.put(0b00'00'0100, 8);  // stereo, each side by itself; original
}

void FrameWriter::write(const std::array<FrameSide, 2>& sides, std::vector<uint8_t>& out) {
    std::array<uint8_t, 2 * FrameSide::kMostBits / 8 + 1 + BitWriter::kSpare> data;
    BitWriter data_writer(data.data());
    for (const FrameSide& side : sides) write_main_data(side, data_writer);
    const auto length = static_cast<size_t>(data_writer.finish() - data.data());

    constexpr size_t kMostBack = 255;
    const size_t back = std::min(left_, kMostBack);
    const size_t in_last = std::min(back, length);
    std::copy_n(data.begin(), in_last, frame_.end() - static_cast<ptrdiff_t>(back));
    finish(out);

    const size_t used = kHeadBytes + length - in_last;
    frame_.assign(frame_size(used), 0);
    BitWriter writer(frame_.data());
    write_header(frame_.size(), writer);
    writer.put(static_cast<uint32_t>(back), 8);  // main_data_begin
    writer.put(0, 2);                            // private bits
    for (const FrameSide& side : sides) write_side_information(side, writer);
    writer.finish();
    std::copy(data.begin() + static_cast<ptrdiff_t>(in_last), data.begin() + static_cast<ptrdiff_t>(length),
              frame_.begin() + kHeadBytes);
    left_ = frame_.size() - used;
}

void FrameWriter::finish(std::vector<uint8_t>& out) {
    out.insert(out.end(), frame_.begin(), frame_.end());
    frame_.clear();
    left_ = 0;
}

}  // namespace tiller::media::mp3
