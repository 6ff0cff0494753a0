#include "leads/pattern_cost.h"

#include <algorithm>
#include <vector>

namespace tiller::leads {
namespace {

constexpr int64_t kMost = 1'000'000;

int64_t times(int64_t a, int64_t b) { return a > kMost / std::max<int64_t>(b, 1) ? kMost : a * b; }
int64_t plus(int64_t a, int64_t b) { return std::min(a + b, kMost); }

int64_t power(int64_t base, int64_t exponent) {
    int64_t product = 1;
    for (int64_t i = 0; i < exponent && product < kMost && base > 1; ++i) product = times(product, base);
    return product;
}

/// A piece of a pattern.
struct Item {
    int64_t states = 0, ways = 1;
    bool may_be_empty = true;

    void follow_by(const Item& next) {
        states = plus(states, next.states);
        ways = times(ways, next.ways);
        may_be_empty = may_be_empty && next.may_be_empty;
    }
};

constexpr Item kOneCharacter{1, 1, false};

struct Repeats {
    int64_t least = 0, most = 0;
    bool is_endless = false, is_broken = false;
    size_t end = 0;  // its last character
};

/// "{n}", "{n,}", "{n,m}" that begins at `at`; what is none of them counts as once.
Repeats read_braces(std::string_view pattern, size_t at) {
    Repeats repeats;
    int64_t number = 0;
    bool has_comma = false, has_number = false;
    for (++at; at < pattern.size() && pattern[at] != '}'; ++at) {
        if (pattern[at] == ',' && !has_comma) {
            repeats.least = number;
            number = 0;
            has_comma = true;
            has_number = false;
        } else if (pattern[at] >= '0' && pattern[at] <= '9') {
            number = std::min(number * 10 + (pattern[at] - '0'), kMost);
            has_number = true;
        } else {
            repeats.is_broken = true;
        }
    }
    if (!has_comma) repeats.least = number;
    repeats.is_endless = has_comma && !has_number;
    repeats.is_broken = repeats.is_broken || at >= pattern.size() || (!has_comma && !has_number) ||
                        (has_comma && has_number && number < repeats.least);
    repeats.most = std::max({repeats.least, number, int64_t{1}});
    repeats.end = std::min(at, pattern.size());
    return repeats;
}

/// The end of a character class that begins at `at`.
size_t end_of_class(std::string_view pattern, size_t at) {
    for (++at; at < pattern.size() && pattern[at] != ']'; ++at) {
        if (pattern[at] == '\\') ++at;
    }
    return std::min(at, pattern.size());
}

/// A group that is open: the alternatives before, the one that is read, and its last item, which a repetition takes.
struct Group {
    Item others{0, 0, false}, before, last;
    bool has_item = false;  // in the alternative that is read

    void add(const Item& item) {
        before.follow_by(last);
        last = item;
        has_item = true;
    }
    void end_alternative() {
        before.follow_by(last);
        others.states = plus(others.states, before.states + 1);
        others.ways = plus(others.ways, before.ways);
        others.may_be_empty = others.may_be_empty || before.may_be_empty;
        before = last = Item{};
        has_item = false;
    }
    Item close() {
        end_alternative();
        return others;
    }
};

class Scanner {
  public:
    PatternCost scan(std::string_view pattern) {
        for (size_t at = 0; at < pattern.size(); ++at) at = take(pattern, at);
        is_broken_ = is_broken_ || open_.size() > 1;
        while (open_.size() > 1) close_group();
        end_alternative();
        Item whole = open_.back().close();
        return {whole.states, whole.ways, loops_on_nothing_, is_broken_};
    }

  private:
    /// The last character of what begins at `at`.
    size_t take(std::string_view pattern, size_t at) {
        Group& group = open_.back();
        switch (pattern[at]) {
            case '(':
                open_.emplace_back();
                return at;
            case ')':
                if (open_.size() > 1) {
                    close_group();
                } else {
                    is_broken_ = true;
                }
                return at;
            case '|':
                end_alternative();
                group.end_alternative();
                return at;
            case '*':
                repeat({0, 1, true});
                return at;
            case '+':
                repeat({1, 1, true});
                return at;
            case '?':
                repeat({0, 1, false});
                return at;
            case '{': {
                Repeats repeats = read_braces(pattern, at);
                repeat(repeats);
                return repeats.end;
            }
            case '^':  // to the engine, anchors are no parts of a pattern: they have a place at its ends only
                is_broken_ = is_broken_ || at != 0;
                return at;
            case '$':
                is_broken_ = is_broken_ || at + 1 != pattern.size();
                return at;
            case '[':
                group.add(kOneCharacter);
                return end_of_class(pattern, at);
            case '\\':
                group.add(kOneCharacter);
                return at + 1;
            default:
                group.add(kOneCharacter);
                return at;
        }
    }

    void repeat(const Repeats& repeats) {
        Item& item = open_.back().last;
        is_broken_ = is_broken_ || repeats.is_broken || !open_.back().has_item;
        loops_on_nothing_ = loops_on_nothing_ || (repeats.is_endless && item.may_be_empty);
        Item once = item;
        int64_t copies = std::max(repeats.most, repeats.least + (repeats.is_endless ? 1 : 0));
        item.states = times(once.states + 1, copies);
        // From within a round of a loop, the rest of it and the next round.
        int64_t ways_of_one = repeats.is_endless ? times(once.ways, once.ways) : once.ways;
        item.ways = times(power(once.ways, repeats.least), power(plus(ways_of_one, 1), copies - repeats.least));
        item.may_be_empty = once.may_be_empty || repeats.least == 0;
    }

    void end_alternative() { is_broken_ = is_broken_ || !open_.back().has_item; }

    void close_group() {
        end_alternative();
        Item item = open_.back().close();
        open_.pop_back();
        open_.back().add(item);
    }

    std::vector<Group> open_ = std::vector<Group>(1);
    bool loops_on_nothing_ = false, is_broken_ = false;
};

}  // namespace

PatternCost pattern_cost(std::string_view pattern) { return Scanner().scan(pattern); }

}  // namespace tiller::leads
