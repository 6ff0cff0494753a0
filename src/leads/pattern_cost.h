#pragma once
#include <cstdint>
#include <string_view>

namespace tiller::leads {

/// What a regular expression of a schema costs where it is matched. rapidjson's engine follows every way through
/// alternatives and optional parts that takes no character, and does not notice when it comes back to where it was.
/// Counts never too few, and no further than a million.
struct PatternCost {
    int64_t states = 0;             // "[0-9]{10,15}" some 16, "(a{100}){100}" over 10,000
    int64_t ways = 1;               // "(a|b)c?" 4
    bool loops_on_nothing = false;  // "(a?)*": would never end
    bool is_broken = false;         // a bracket without its other, an empty alternative, a repetition of nothing
};
PatternCost pattern_cost(std::string_view pattern);

}  // namespace tiller::leads
