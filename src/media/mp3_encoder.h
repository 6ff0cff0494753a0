#pragma once
#include <lame/lame.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"

namespace tiller::media {

/// Encodes one recording after the other: stereo, MPEG-2.5 layer III, 8 kHz, variable bit rate: some 46 kbit/s while
/// both sides speak. To start a LAME encoder costs as much as half a second of speech, hence one is used again, as
/// LAME's own gapless mode does (lame_encode_flush, then lame_init_bitstream). Thread rule: one thread at a time. Never
/// blocks. Invariants:
///   1. Between two recordings it holds silence only: `finish` pushes everything out (proved in mp3_encoder_test.cc).
///   2. kLead samples of silence precede the first sample of every recording; the tag tells players to leave them out.
class Mp3Encoder {
  public:
    /// Error: out of memory.
    static Result<std::unique_ptr<Mp3Encoder>> make();
    ~Mp3Encoder() { lame_close(lame_); }
    Mp3Encoder(const Mp3Encoder&) = delete;
    Mp3Encoder& operator=(const Mp3Encoder&) = delete;

    /// Appends to `out` what becomes of both sides; of the same length. The first bytes of a recording are an empty
    /// frame, room for the tag.
    Result<void> encode(std::span<const int16_t> left, std::span<const int16_t> right, std::vector<uint8_t>& out);
    /// Appends the rest of the recording. Afterwards the next one may begin.
    /// Returns the tag: it replaces the first bytes of the recording.
    Result<std::vector<uint8_t>> finish(std::vector<uint8_t>& out);

  private:
    explicit Mp3Encoder(lame_t lame) : lame_(lame) {}
    Result<std::vector<uint8_t>> tag() const;

    lame_t const lame_;
};

/// Encoders between two recordings. Thread rule: one thread at a time.
class SpareEncoders {
  public:
    Result<std::unique_ptr<Mp3Encoder>> take() {
        if (spare_.empty()) return Mp3Encoder::make();
        auto encoder = std::move(spare_.back());
        spare_.pop_back();
        return encoder;
    }
    void give_back(std::unique_ptr<Mp3Encoder> encoder) {
        if (spare_.size() < kMost) spare_.push_back(std::move(encoder));
    }

  private:
    static constexpr size_t kMost = 64;  // of 0.2 MB each
    std::vector<std::unique_ptr<Mp3Encoder>> spare_;
};

}  // namespace tiller::media
