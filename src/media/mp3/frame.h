#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "media/mp3/huffman.h"
#include "media/mp3/quantizer.h"

namespace tiller::media::mp3 {

/// One side of a frame, ready to be written.
struct FrameSide {
    static constexpr unsigned kMostBits = 4095;  // part2_3_length has 12 bits

    Granule granule;
    std::array<unsigned, 4> scale_bits{};  // slen1 to slen4
    Coding coding;

    /// Decides how `granule` is written.
    void code();
    unsigned bits() const;
};

// MPEG-2.5 layer III, 8 kHz, stereo: a frame is one granule of 72 ms, 72 bytes for each 8 kbit/s.
inline constexpr size_t kHeadBytes = 4 + 17;  // header and side information
inline constexpr size_t kFrameStep = 72;
inline constexpr size_t kMostFrameBytes = 20 * kFrameStep;

/// The smallest frame that holds so many bytes, kMostFrameBytes at most.
size_t frame_size(size_t bytes);
/// Writes the header of a frame of that size.
void write_header(size_t size, BitWriter& out);

/// Puts frames one behind the other. What is left of a frame is used by the next, so each comes out one late.
/// Thread rule: one thread.
class FrameWriter {
  public:
    /// Appends the frame before this one to `out`.
    void write(const std::array<FrameSide, 2>& sides, std::vector<uint8_t>& out);
    /// Appends the last frame, if any.
    void finish(std::vector<uint8_t>& out);

  private:
    std::vector<uint8_t> frame_;
    size_t left_ = 0;  // bytes at its end
};

}  // namespace tiller::media::mp3
