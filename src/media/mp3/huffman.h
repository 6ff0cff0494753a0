#pragma once
#include <array>
#include <cstdint>

#include "media/mp3/bits.h"
#include "media/mp3/granule.h"

namespace tiller::media::mp3 {

/// How a granule's values are coded: pairs with a table for each of three regions, then fours of -1, 0 and 1, then
/// zeros that are not written (ISO/IEC 11172-3, 2.4.2.7).
struct Coding {
    using Values = Granule::Values;

    size_t pairs_end = 0;  // twice big_values
    size_t fours_end = 0;
    std::array<size_t, 2> borders{};        // where regions 1 and 2 begin
    std::array<unsigned, 2> band_counts{};  // region0_count, region1_count
    std::array<unsigned, 3> tables{};       // table_select
    bool table_b = false;                   // count1table_select
    unsigned bits = 0;

    /// The cheapest that is found quickly. No value may be larger than Granule::kMostValue.
    static Coding choose(const Values& values);
    /// Puts out `bits` bits.
    void write(const Values& values, BitWriter& out) const;
};

}  // namespace tiller::media::mp3
