#pragma once
#include <cstdint>
#include <cstring>

namespace tiller::media::mp3 {

/// Writes numbers bit by bit, the highest first. The memory must hold all that is put, and kSpare bytes more.
class BitWriter {
  public:
    static constexpr size_t kSpare = 4;

    explicit BitWriter(uint8_t* place) : place_(place) {}

    /// The lowest `bits` of `value`, at most 32; higher ones must be zero.
    void put(uint32_t value, unsigned bits) {
        held_ = held_ << bits | value;
        count_ += bits;
        if (count_ >= 32) {
            count_ -= 32;
            store(static_cast<uint32_t>(held_ >> count_));
        }
    }
    /// Fills the last byte with zeros. Where the next byte would be written.
    uint8_t* finish() {
        const unsigned bytes = (count_ + 7) / 8;
        if (count_ > 0) store(static_cast<uint32_t>(held_ << (32 - count_)));
        if (count_ > 0) place_ -= 4 - bytes;
        count_ = 0;
        return place_;
    }

  private:
    void store(uint32_t word) {
        word = __builtin_bswap32(word);
        std::memcpy(place_, &word, sizeof word);
        place_ += sizeof word;
    }

    uint8_t* place_;
    uint64_t held_ = 0;  // its lowest count_ bits
    unsigned count_ = 0;
};

}  // namespace tiller::media::mp3
