#pragma once
// Decimal numbers as people and machines write them, exact: no floating point between a debt and its words.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiller::speech {

struct Decimal {
    bool negative = false;
    std::string whole = "0";  // digits without leading zeros, at least one
    std::string fraction;     // digits without trailing zeros, or empty

    bool operator==(const Decimal&) const = default;
};

/// Reads "1250000", "-5", "84.0", "1,250,000.50", "1.250.000,50", "12,50,000", "1 250 000" and "1.25e+06".
/// One dot is always a decimal point (JSON numbers); one comma groups thousands if it stands where they would.
/// Nothing for anything else, or for more than 40 digits.
std::optional<Decimal> parse_decimal(std::string_view text);

/// An amount of money in whole units and hundredths, rounded half up.
struct Money {
    bool negative = false;
    std::string whole = "0";
    int hundredths = 0;
};
Money to_money(const Decimal& amount);

/// Whole numbers beyond this many digits (hundreds of trillions) are read digit by digit.
constexpr size_t kMostDigitsInWords = 15;
/// The value of `digits` if it is short enough to be said in words.
std::optional<uint64_t> speakable(std::string_view digits);

}  // namespace tiller::speech
