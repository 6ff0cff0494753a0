#pragma once
// Numbers as words, and in figures: "eighty four", "seratus dua puluh", "1,500.50".
#include <optional>
#include <string>
#include <vector>

#include "understanding/language.h"

namespace tiller::understanding {

/// A value that stands in words up to before `end`.
template <class T>
struct Read {
    T value;
    size_t end;
};

/// A decimal number as it was said; `whole` stays below 10^15.
struct Number {
    bool negative = false;
    int64_t whole = 0;
    std::string fraction;  // digits, without zeros at the end

    /// "-1204.5": as rows write numbers.
    std::string to_text() const;
};

/// Null, or nothing, for a word (folded) that is none.
const NumberWord* find_number_word(const Language& language, std::string_view word);
std::optional<int> find_named(std::span<const NamedNumber> names, std::string_view word);

/// The longest whole number that begins at word `at`; `words` are folded.
std::optional<Read<int64_t>> read_whole(const std::vector<std::string>& words, size_t at, const Language& language);
/// The same with a sign and a fraction.
std::optional<Read<Number>> read_number(const std::vector<std::string>& words, size_t at, const Language& language);
/// A number with a currency before or after it, and hundredths: "eighty four dollars and fifty cents". A number alone
/// is an amount too.
std::optional<Read<Number>> read_amount(const std::vector<std::string>& words, size_t at, const Language& language);
/// Digits one by one, alone or in pairs: "four seven one one", "double oh seven", "fourteen".
std::optional<Read<std::string>> read_digits(const std::vector<std::string>& words, size_t at,
                                             const Language& language);

}  // namespace tiller::understanding
