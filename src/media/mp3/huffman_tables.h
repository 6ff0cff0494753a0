#pragma once
#include <cstdint>

namespace tiller::media::mp3 {

/// A table for pairs of values: the code of (x, y) is at x * side + y. Signs follow it, and with `extra` the rest of
/// values of 15 and more.
struct PairTable {
    uint32_t side = 0;
    const uint16_t* codes = nullptr;
    const uint8_t* lengths = nullptr;
    unsigned extra = 0;  // linbits
};

/// By number, 0 to 31. 4 and 14 do not exist; 0 is for zeros only.
const PairTable& pair_table(unsigned number);

/// The code of four values that are 0 or 1 in size, the first the highest bit of the index.
extern const uint8_t kFourCodesA[16], kFourLengthsA[16];

}  // namespace tiller::media::mp3
