#pragma once
// The table that number_zones.py writes at build time.
#include <cstdint>
#include <vector>

namespace tiller::guard {

struct PrefixZones {
    uint32_t prefix;  // the first digits of a number, without the plus
    uint16_t set;     // index into kZoneSets
};
/// Sorted by prefix.
extern const std::vector<PrefixZones> kPrefixZones;
/// IANA names.
extern const std::vector<std::vector<const char*>> kZoneSets;

}  // namespace tiller::guard
