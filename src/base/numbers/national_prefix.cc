#include "base/numbers/national_prefix.h"

#include "base/text.h"

namespace tiller {
namespace {

constexpr uint8_t kBeyond = 0x80;
constexpr uint16_t kAnyDigit = 0x3FF;
// "Without end" for * and +: more than enough to leave the digits given, after which nothing changes.
constexpr int kManyTimes = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
uint16_t digit_bit(char c) { return static_cast<uint16_t>(1u << (c - '0')); }

}  // namespace

/// Recursive descent over the pattern's text. `failed` is set at the first thing it does not know.
class PrefixPattern::Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    Node read() {
        Node root = choice();
        if (!rest_.empty()) failed = true;
        return root;
    }
    bool failed = false;

  private:
    bool take(std::string_view token) {
        if (!rest_.starts_with(token)) return false;
        rest_.remove_prefix(token.size());
        return true;
    }

    Node choice() {
        Node node{Kind::choice};
        do node.parts.push_back(sequence());
        while (!failed && take("|"));
        return node;
    }

    Node sequence() {
        Node node{Kind::sequence};
        while (!failed && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
            node.parts.push_back(counted(atom()));
        }
        return node;
    }

    Node atom() {
        if (take("(?:") || (!rest_.starts_with("(?") && take("("))) {
            if (++depth_ > kMaxDepth) failed = true;
            Node group = failed ? Node{} : choice();
            --depth_;
            if (!take(")")) failed = true;
            return group;
        }
        if (take("\\d")) return Node{Kind::digit, kAnyDigit};
        if (take("$")) return Node{Kind::end};
        if (take("[")) return digit_class();
        if (!is_digit(rest_.front())) return failed = true, Node{};
        Node node{Kind::digit, digit_bit(rest_.front())};
        rest_.remove_prefix(1);
        return node;
    }

    Node digit_class() {
        Node node{Kind::digit};
        while (!take("]")) {
            if (rest_.empty() || !is_digit(rest_.front())) return failed = true, node;
            char low = rest_.front(), high = low;
            rest_.remove_prefix(1);
            if (take("-")) {
                if (rest_.empty() || !is_digit(rest_.front())) return failed = true, node;
                high = rest_.front();
                rest_.remove_prefix(1);
            }
            for (char c = low; c <= high; ++c) node.digits |= digit_bit(c);
        }
        return node;
    }

    Node counted(Node inner) {
        int min = 1, max = 1;
        if (take("?")) {
            min = 0;
        } else if (take("*")) {
            min = 0, max = kManyTimes;
        } else if (take("+")) {
            max = kManyTimes;
        } else if (take("{")) {
            size_t close = rest_.find('}'), comma = rest_.substr(0, close).find(',');
            auto low = parse_integer(rest_.substr(0, std::min(close, comma)));
            auto high = comma == std::string_view::npos ? low : parse_integer(rest_.substr(0, close).substr(comma + 1));
            if (close == std::string_view::npos || !low || !high || *low < 0 || *high < *low)
                return failed = true, inner;
            // Counts above the digits given lead beyond them all the same.
            min = static_cast<int>(std::min<int64_t>(*low, kManyTimes));
            max = static_cast<int>(std::min<int64_t>(*high, kManyTimes));
            rest_.remove_prefix(close + 1);
        } else {
            return inner;
        }
        Node node{Kind::repeat, 0, min, max};
        node.parts.push_back(std::move(inner));
        return node;
    }

    static constexpr int kMaxDepth = 32;
    std::string_view rest_;
    int depth_ = 0;
};

PrefixPattern::PrefixPattern(std::string_view pattern) {
    Reader reader(pattern);
    root_ = reader.read();
    readable_ = !reader.failed;
}

PrefixPattern::Positions PrefixPattern::walk(const Node& node, std::string_view digits, Positions from) {
    Positions to = 0;
    switch (node.kind) {
        case Kind::digit:
            for (size_t i = 0; i < digits.size(); ++i) {
                if ((from >> i & 1) && (node.digits & digit_bit(digits[i])))
                    to |= static_cast<Positions>(1u << (i + 1));
            }
            // What follows the digits given is unknown, so it fits.
            if ((from >> digits.size() & 1) || (from & kBeyond)) to |= kBeyond;
            return to;
        case Kind::end:
            if (from >> digits.size() & 1) to |= static_cast<Positions>(1u << digits.size() | kBeyond);
            return static_cast<Positions>(to | (from & kBeyond));
        case Kind::choice:
            for (const Node& part : node.parts) to |= walk(part, digits, from);
            return to;
        case Kind::sequence:
            to = from;
            for (const Node& part : node.parts) to = walk(part, digits, to);
            return to;
        case Kind::repeat:
            for (int n = 0; n < node.max; ++n) {
                if (n >= node.min) to |= from;
                from = walk(node.parts.front(), digits, from);
            }
            return static_cast<Positions>(to | from);
    }
    return to;
}

bool PrefixPattern::may_match(std::string_view digits) const {
    if (!readable_) return true;
    // A match of nothing cuts nothing off: only other positions count.
    return (walk(root_, digits.substr(0, kLongest), 1) & ~Positions{1}) != 0;
}

bool PrefixPattern::matches_start_of(std::string_view digits) const {
    constexpr Positions kWithin = (1u << (kLongest + 1)) - 2;
    return readable_ && (walk(root_, digits.substr(0, kLongest), 1) & kWithin) != 0;
}

bool PrefixPattern::matches(std::string_view digits) const {
    if (!readable_ || digits.size() > kLongest) return false;
    return (walk(root_, digits, 1) >> digits.size() & 1) != 0;
}

}  // namespace tiller
