#include "media/mp3/huffman.h"

#include <algorithm>
#include <cstdlib>

#include "media/mp3/huffman_tables.h"

namespace tiller::media::mp3 {
namespace {

using Values = Coding::Values;
constexpr uint32_t kEscape = 15;  // from here on a value is this plus a number of its own

uint32_t size_of(int32_t value) { return static_cast<uint32_t>(std::abs(value)); }

/// How many bands of so many that are used go into the first and second region: less one, as the format has it.
/// The usual division of encoders: the low bands, whose values differ most, are the fewest.
constexpr unsigned kDivision[][2] = {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 1},
                                     {1, 2}, {2, 2}, {2, 3}, {2, 3}, {3, 4}, {3, 4}, {3, 4}, {4, 5},
                                     {4, 5}, {4, 6}, {5, 6}, {5, 6}, {5, 7}, {6, 7}, {6, 7}};

struct Choice {
    unsigned table = 0;
    unsigned bits = 0;
};

/// The cheapest of the tables `numbers` for values below kEscape.
template <size_t kCount>
Choice cheapest(const Values& values, size_t begin, size_t end, const std::array<unsigned, kCount>& numbers) {
    std::array<const PairTable*, kCount> tables;
    std::transform(numbers.begin(), numbers.end(), tables.begin(), [](unsigned n) { return &pair_table(n); });
    const uint32_t side = tables[0]->side;
    std::array<unsigned, kCount> sums{};
    unsigned signs = 0;
    for (size_t i = begin; i < end; i += 2) {
        const uint32_t x = size_of(values[i]), y = size_of(values[i + 1]);
        signs += (x != 0) + (y != 0);
        for (size_t t = 0; t < kCount; ++t) sums[t] += tables[t]->lengths[x * side + y];
    }
    const auto best = std::ranges::min_element(sums);
    return {numbers[static_cast<size_t>(best - sums.begin())], *best + signs};
}

/// The same for values of which some are kEscape or more, `most` the largest: two families of tables.
Choice cheapest_with_escapes(const Values& values, size_t begin, size_t end, uint32_t most) {
    const auto first_with_room = [&](unsigned number) {
        while ((most - kEscape) >> pair_table(number).extra != 0) ++number;
        return number;
    };
    const unsigned a = first_with_room(16), b = first_with_room(24);
    const PairTable &table_a = pair_table(a), &table_b = pair_table(b);
    unsigned sum_a = 0, sum_b = 0, signs = 0, escapes = 0;
    for (size_t i = begin; i < end; i += 2) {
        const uint32_t x = size_of(values[i]), y = size_of(values[i + 1]);
        signs += (x != 0) + (y != 0);
        escapes += (x >= kEscape) + (y >= kEscape);
        const size_t at = std::min(x, kEscape) * 16 + std::min(y, kEscape);
        sum_a += table_a.lengths[at];
        sum_b += table_b.lengths[at];
    }
    sum_a += escapes * table_a.extra;
    sum_b += escapes * table_b.extra;
    return sum_a <= sum_b ? Choice{a, sum_a + signs} : Choice{b, sum_b + signs};
}

Choice choose_table(const Values& values, size_t begin, size_t end) {
    int32_t low = 0, high = 0;
    for (size_t i = begin; i < end; ++i) low = std::min(low, values[i]), high = std::max(high, values[i]);
    const auto most = static_cast<uint32_t>(std::max(-low, high));
    if (most == 0) return {};
    if (most == 1) return cheapest<1>(values, begin, end, {1});
    if (most == 2) return cheapest<2>(values, begin, end, {2, 3});
    if (most == 3) return cheapest<2>(values, begin, end, {5, 6});
    if (most <= 5) return cheapest<3>(values, begin, end, {7, 8, 9});
    if (most <= 7) return cheapest<3>(values, begin, end, {10, 11, 12});
    if (most <= 15) return cheapest<2>(values, begin, end, {13, 15});
    return cheapest_with_escapes(values, begin, end, most);
}

uint32_t index_of_four(const int32_t* v) {
    return size_of(v[0]) << 3 | size_of(v[1]) << 2 | size_of(v[2]) << 1 | size_of(v[3]);
}

unsigned count_fours(const Values& values, Coding& coding) {
    unsigned a = 0, b = 0, signs = 0;
    for (size_t i = coding.pairs_end; i < coding.fours_end; i += 4) {
        const uint32_t index = index_of_four(&values[i]);
        a += kFourLengthsA[index];
        b += 4;
        signs += static_cast<unsigned>(__builtin_popcount(index));
    }
    coding.table_b = b < a;
    return std::min(a, b) + signs;
}

}  // namespace

Coding Coding::choose(const Values& values) {
    Coding coding;
    size_t end = kLines;
    while (end >= 2 && values[end - 1] == 0 && values[end - 2] == 0) end -= 2;
    coding.fours_end = coding.pairs_end = end;
    const auto small = [&](size_t i) { return values[i] >= -1 && values[i] <= 1; };
    while (coding.pairs_end >= 4 && small(coding.pairs_end - 1) && small(coding.pairs_end - 2) &&
           small(coding.pairs_end - 3) && small(coding.pairs_end - 4)) {
        coding.pairs_end -= 4;
    }
    coding.bits = count_fours(values, coding);

    size_t used = 0;
    while (Granule::kEdges[used] < coding.pairs_end) ++used;
    coding.band_counts = {kDivision[used][0], kDivision[used][1]};
    coding.borders[0] = std::min(coding.pairs_end, Granule::kEdges[coding.band_counts[0] + 1]);
    coding.borders[1] = std::min(coding.pairs_end, Granule::kEdges[coding.band_counts[0] + coding.band_counts[1] + 2]);
    const size_t edges[] = {0, coding.borders[0], coding.borders[1], coding.pairs_end};
    for (size_t region = 0; region < 3; ++region) {
        const Choice choice = choose_table(values, edges[region], edges[region + 1]);
        coding.tables[region] = choice.table;
        coding.bits += choice.bits;
    }
    return coding;
}

void Coding::write(const Values& values, BitWriter& out) const {
    const size_t edges[] = {0, borders[0], borders[1], pairs_end};
    for (size_t region = 0; region < 3; ++region) {
        const PairTable& table = pair_table(tables[region]);
        if (table.side == 0) continue;
        for (size_t i = edges[region]; i < edges[region + 1]; i += 2) {
            const uint32_t x = size_of(values[i]), y = size_of(values[i + 1]);
            const size_t at = std::min(x, kEscape) * table.side + std::min(y, kEscape);
            const uint32_t sign_x = values[i] < 0, sign_y = values[i + 1] < 0;
            const unsigned signed_x = x != 0, signed_y = y != 0;
            if (std::max(x, y) < kEscape || table.extra == 0) {
                const uint32_t code = (table.codes[at] << signed_x | sign_x) << signed_y | sign_y;
                out.put(code, table.lengths[at] + signed_x + signed_y);
                continue;
            }
            out.put(table.codes[at], table.lengths[at]);
            if (x >= kEscape) out.put(x - kEscape, table.extra);
            out.put(sign_x, signed_x);
            if (y >= kEscape) out.put(y - kEscape, table.extra);
            out.put(sign_y, signed_y);
        }
    }
    for (size_t i = pairs_end; i < fours_end; i += 4) {
        const uint32_t index = index_of_four(&values[i]);
        uint32_t code = table_b ? 15 - index : kFourCodesA[index];
        for (size_t j = i; j < i + 4; ++j) code = code << (values[j] & 1) | (values[j] < 0);
        out.put(code, (table_b ? 4 : kFourLengthsA[index]) + static_cast<unsigned>(__builtin_popcount(index)));
    }
}

}  // namespace tiller::media::mp3
