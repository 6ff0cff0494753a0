#pragma once
// The world's numbering plan in a table, so that a plain number needs no call of libphonenumber (10 µs) but a look-up
// (some ns).
#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tiller {

/// Built once from the library's own answers; immutable, safe from any thread.
///
/// 1. It never says yes where the library says no, nor where the library would change a digit.
/// 2. It may say no where the library says yes: then the library must be asked.
/// 3. It never says yes to a number that may reach an emergency service.
class NumberPlan {
  public:
    /// Built at the first call, in a few milliseconds.
    static const NumberPlan& instance();

    /// Is "+<digits>" surely a possible number whose E.164 form is this very text?
    bool surely_possible(std::string_view text) const;

  private:
    NumberPlan();
    using FirstDigits = std::bitset<1000>;  // by the first three digits of the national number
    struct Entry {
        uint32_t possible_lengths = 0;
        // Where the library must be asked: it may cut a national prefix off, or know an emergency number.
        const FirstDigits* ask = nullptr;
    };
    std::vector<std::unique_ptr<FirstDigits>> tables_;
    std::array<Entry, 1000> entries_{};  // by calling code
};

}  // namespace tiller
