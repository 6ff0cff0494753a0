#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "media/mp3/filterbank.h"
#include "media/mp3/frame.h"
#include "media/mp3/info_tag.h"
#include "media/mp3/quantizer.h"

namespace tiller::media::mp3 {

/// Encodes one recording: stereo, MPEG-2.5 layer III, 8 kHz, variable bit rate. Our own, because a recorded call cost
/// more in LAME than all the rest of it: for G.711 there is no need to search, and this takes a fifth of the time at no
/// more noise (bench/README.md). The way of the sound: Filterbank, Quantizer, Coding, FrameWriter. Thread rule: one
/// thread at a time. Never blocks, never fails. Invariants:
///   1. What one side hears never comes into the other: digital silence stays that.
///   2. Decoded by the tag, the recording has as many samples as were put in, each in its place.
class Encoder {
  public:
    /// Appends to `out` what becomes of both sides, of the same length. The first bytes of a recording are an empty
    /// frame, room for the tag.
    void encode(std::span<const int16_t> left, std::span<const int16_t> right, std::vector<uint8_t>& out);
    /// Appends the rest of the recording; nothing may follow. Returns the tag: it replaces the first bytes.
    std::vector<uint8_t> finish(std::vector<uint8_t>& out);

  private:
    struct Side {
        Lines waiting{};  // samples that do not fill a granule yet
        Filterbank filters;
        Quantizer quantizer;
    };

    void encode_granule(std::vector<uint8_t>& out);

    std::array<Side, 2> sides_;
    bool begun_ = false;
    size_t waiting_ = 0;
    uint64_t samples_ = 0, granules_ = 0;
    FrameWriter frames_;
    InfoTag tag_;
};

}  // namespace tiller::media::mp3
