#include "understanding/numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

using Words = std::vector<std::string>;
using Kind = NumberWord::Kind;

constexpr int64_t kMost = 999'999'999'999'999;

/// Takes words one by one. `below` is what stands before the next scale, `above` what scales have made of it.
class WholeReader {
  public:
    /// False: the word cannot follow, and nothing has changed.
    bool take(const NumberWord& word) {
        switch (word.kind) {
            case Kind::unit:
                if (!fits(below_ % 10 == 0 && !ends_in_teen_ && (below_ % 100 == 0 || after_tens_))) return false;
                if (word.value == 0 && (above_ || below_)) return false;
                return add(word.value, false, false);
            case Kind::teen:
                return fits(below_ % 100 == 0) && add(word.value, true, false);
            case Kind::tens:
                return fits(below_ % 100 == 0) && add(word.value, false, true);
            case Kind::hundreds:
                return fits(below_ == 0) && add(word.value, false, false);
            case Kind::plus_ten:
                if (!ends_in_unit_ || below_ % 100 == 0 || below_ % 100 > 9) return false;
                return add(10, true, false);
            case Kind::times_ten:
                if (!ends_in_unit_ || below_ % 100 == 0 || below_ % 100 > 9) return false;
                return add(below_ % 10 * 9, false, true);
            case Kind::times_hundred:
                if (below_ == 0 || below_ > 99) return false;
                return add(below_ * 99, false, false);
            case Kind::scale:
            case Kind::one_scale:
                return scale(word);
            case Kind::joiner:
            case Kind::one_before:
                return false;
        }
        return false;
    }
    int64_t value() const { return above_ + below_; }
    /// Whether "and", "y" may follow: after a hundred or a scale, or between tens and a unit.
    bool may_be_joined() const { return begun_ && (below_ % 100 == 0 || after_tens_); }

  private:
    bool fits(bool rule) const { return rule && !(begun_ && value() == 0); }
    bool add(int64_t value, bool teen, bool tens) {
        below_ += value;
        begun_ = true;
        ends_in_teen_ = teen, after_tens_ = tens, ends_in_unit_ = !teen && !tens;
        return true;
    }
    bool scale(const NumberWord& word) {
        int64_t part = above_ % word.value + below_;
        if (part == 0 && (word.kind != Kind::one_scale || (begun_ && value() == 0))) return false;
        part = std::max<int64_t>(part, 1);
        if (part > kMost / word.value) return false;
        int64_t above = above_ - above_ % word.value, beyond = 1;
        while (beyond <= part * word.value) beyond *= 10;
        if (above % beyond != 0 || above > kMost - part * word.value) return false;  // "five million three million"
        above_ = above + part * word.value;
        below_ = 0;
        begun_ = true;
        ends_in_teen_ = after_tens_ = ends_in_unit_ = false;
        return true;
    }

    int64_t above_ = 0, below_ = 0;
    bool begun_ = false, ends_in_teen_ = false, after_tens_ = false, ends_in_unit_ = false;
};

/// "1,500.25" as the language writes it; a sign before exactly three figures at the end parts thousands if the other
/// reading has three of a fraction.
std::optional<Number> parse_figures(std::string_view word, const Language& language) {
    char decimal = language.decimal_sign, group = decimal == '.' ? ',' : '.';
    size_t point = word.rfind(decimal);
    bool is_fraction = point != word.npos && word.find(decimal) == point && word.find(group, point) == word.npos;
    if (is_fraction && decimal == '.' && language.code != "en") is_fraction = false;
    Number number;
    std::string whole;
    for (char c : word.substr(0, is_fraction ? point : word.npos)) {
        if (c == group || c == decimal) continue;
        if (c < '0' || c > '9') return std::nullopt;
        whole += c;
    }
    if (is_fraction) {
        for (char c : word.substr(point + 1)) {
            if (c < '0' || c > '9') return std::nullopt;
            number.fraction += c;
        }
    }
    while (number.fraction.ends_with('0')) number.fraction.pop_back();
    if (whole.empty() || whole.size() > 15) return std::nullopt;
    number.whole = *parse_integer(whole);
    return number;
}

bool has_only_digits(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789") == word.npos;
}

std::optional<int> digit_of(std::string_view word, const Language& language) {
    const NumberWord* number = find_number_word(language, word);
    if (number && number->kind == Kind::unit) return static_cast<int>(number->value);
    return find_named(language.digits, word);
}

Number from_hundredths(int64_t whole, int64_t hundredths, bool negative) {
    Number number{negative, whole, hundredths ? fmt::format("{:02}", hundredths) : ""};
    while (number.fraction.ends_with('0')) number.fraction.pop_back();
    return number;
}

}  // namespace

const NumberWord* find_number_word(const Language& language, std::string_view word) {
    auto found =
        std::ranges::find_if(language.numbers, [&](const NumberWord& known) { return is_same_word(word, known.word); });
    return found == language.numbers.end() ? nullptr : &*found;
}

std::optional<int> find_named(std::span<const NamedNumber> names, std::string_view word) {
    auto found = std::ranges::find_if(names, [&](const NamedNumber& name) { return is_same_word(word, name.first); });
    if (found == names.end()) return std::nullopt;
    return found->second;
}

std::string Number::to_text() const {
    std::string text = negative && (whole || !fraction.empty()) ? "-" : "";
    text += std::to_string(whole);
    return fraction.empty() ? text : text + "." + fraction;
}

std::optional<Read<int64_t>> read_whole(const Words& words, size_t at, const Language& language) {
    if (at >= words.size()) return std::nullopt;
    WholeReader reader;
    std::optional<Read<int64_t>> read;
    if (is_figures(words[at])) {
        auto figures = parse_figures(words[at], language);
        if (!figures || !figures->fraction.empty()) return std::nullopt;
        read = {figures->whole, at + 1};
        // "50 ribu", "2 million"
        const NumberWord* scale = at + 1 < words.size() ? find_number_word(language, words[at + 1]) : nullptr;
        if (scale && scale->kind == Kind::scale && figures->whole > 0 && figures->whole <= kMost / scale->value) {
            read = {figures->whole * scale->value, at + 2};
        }
        return read;
    }
    for (size_t i = at; i < words.size(); ++i) {
        const NumberWord* word = find_number_word(language, words[i]);
        if (!word) break;
        if (word->kind == Kind::joiner) {
            if (!reader.may_be_joined()) break;
            continue;  // counts only if another word of the number follows
        }
        if (word->kind == Kind::one_before) {
            const NumberWord* next = i + 1 < words.size() ? find_number_word(language, words[i + 1]) : nullptr;
            bool before_many = next && (next->kind == Kind::times_hundred || next->kind == Kind::scale);
            if (!before_many || !reader.take({"", Kind::unit, 1})) break;
            continue;
        }
        if (!reader.take(*word)) break;
        read = {reader.value(), i + 1};
    }
    return read;
}

std::optional<Read<Number>> read_number(const Words& words, size_t at, const Language& language) {
    Number number;
    if (at < words.size() && words[at] == language.minus) number.negative = true, ++at;
    if (at < words.size() && is_figures(words[at])) {
        if (auto figures = parse_figures(words[at], language); figures && !figures->fraction.empty()) {
            figures->negative = number.negative;
            return Read<Number>{*figures, at + 1};
        }
    }
    auto whole = read_whole(words, at, language);
    if (!whole) return std::nullopt;
    number.whole = whole->value;
    size_t end = whole->end;
    if (end < words.size() && words[end] == language.point) {
        size_t next = end + 1;
        for (; next < words.size(); ++next) {
            auto digit = digit_of(words[next], language);
            if (!digit) break;
            number.fraction += static_cast<char>('0' + *digit);
        }
        if (!number.fraction.empty()) end = next;
        while (number.fraction.ends_with('0')) number.fraction.pop_back();
    }
    return Read<Number>{std::move(number), end};
}

std::optional<Read<Number>> read_amount(const Words& words, size_t at, const Language& language) {
    auto is_currency = [&](size_t i) { return i < words.size() && is_one_of(language.currencies, words[i]); };
    size_t begin = at;
    if (is_currency(begin)) ++begin;  // "$84"
    auto number = read_number(words, begin, language);
    if (!number) return std::nullopt;
    auto [value, end] = *number;
    auto is_cents = [&](size_t i) { return i < words.size() && is_one_of(language.cents, words[i]); };
    if (is_cents(end) && value.fraction.empty()) {
        return Read<Number>{from_hundredths(value.whole / 100, value.whole % 100, value.negative), end + 1};
    }
    size_t currency_end = end;
    while (is_currency(currency_end)) ++currency_end;
    if (currency_end == end) return number;
    end = currency_end;
    size_t next = end < words.size() && !language.currency_joiner.empty() && words[end] == language.currency_joiner
                      ? end + 1
                      : end;
    auto cents = read_whole(words, next, language);
    if (cents && cents->value < 100 && is_cents(cents->end) && value.fraction.empty()) {
        return Read<Number>{from_hundredths(value.whole, cents->value, value.negative), cents->end + 1};
    }
    return Read<Number>{std::move(value), end};
}

std::optional<Read<std::string>> read_digits(const Words& words, size_t at, const Language& language) {
    std::string digits;
    size_t i = at;
    while (i < words.size()) {
        if (words[i] == language.twice && i + 1 < words.size()) {
            auto digit = digit_of(words[i + 1], language);
            if (!digit) break;
            digits.append(2, static_cast<char>('0' + *digit));
            i += 2;
        } else if (auto digit = digit_of(words[i], language); digit && !find_number_word(language, words[i])) {
            digits += static_cast<char>('0' + *digit);
            ++i;
        } else if (is_figures(words[i])) {
            std::string plain;
            for (char c : words[i]) {
                if (c != '-' && c != '.' && c != ',') plain += c;
            }
            if (!has_only_digits(plain)) break;
            digits += plain;
            ++i;
        } else if (auto number = read_whole(words, i, language)) {
            digits += std::to_string(number->value);
            i = number->end;
        } else {
            break;
        }
    }
    if (digits.empty()) return std::nullopt;
    return Read<std::string>{std::move(digits), i};
}

}  // namespace tiller::understanding
