#pragma once
// Reads the patterns by which libphonenumber recognizes a national prefix ("0" before an area code, a carrier's
// "11086") and an emergency number.
#include <cstdint>
#include <string_view>
#include <vector>

namespace tiller {

/// A small regular expression over digits, e.g. "0|(1(?:[12]\d|79)\d\d)": digits, \d, [classes], (groups), a|b, ? * +
/// {n} {n,m} and $. Looks at the first kLongest digits only. Immutable, safe from any thread.
class PrefixPattern {
  public:
    static constexpr size_t kLongest = 6;

    explicit PrefixPattern(std::string_view pattern);

    /// Could the pattern match a non-empty start of some longer number that begins with `digits`?
    /// Never false when it could; always true for a pattern that this class cannot read.
    bool may_match(std::string_view digits) const;

    /// Does the pattern match just these digits, at most kLongest? False for a pattern that it cannot read.
    bool matches(std::string_view digits) const;
    /// Does it match a non-empty start of the digits? Starts of more than kLongest digits do not count.
    bool matches_start_of(std::string_view digits) const;
    bool is_readable() const { return readable_; }

  private:
    enum class Kind : uint8_t { digit, sequence, choice, repeat, end };
    struct Node {
        Kind kind = Kind::sequence;
        uint16_t digits = 0;   // digit: bit d for each digit d
        int min = 1, max = 1;  // repeat
        std::vector<Node> parts;
    };
    class Reader;
    /// Where a match may stand: bit i after i of the digits given, the top bit somewhere beyond them.
    using Positions = uint8_t;
    static Positions walk(const Node& node, std::string_view digits, Positions from);

    Node root_;
    bool readable_ = true;
};

}  // namespace tiller
