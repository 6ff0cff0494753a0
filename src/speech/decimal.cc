#include "speech/decimal.h"

#include <algorithm>

#include "base/text.h"

namespace tiller::speech {
namespace {

constexpr size_t kMostDigits = 40;
constexpr int64_t kMostExponent = 20;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits without their grouping marks; nothing if the groups are not 1–3 digits, then 2 or 3, and 3 at the end.
std::optional<std::string> join_groups(std::string_view text, char mark) {
    auto groups = split(text, mark);
    std::string digits;
    for (size_t i = 0; i < groups.size(); i++) {
        size_t size = groups[i].size();
        bool last = i + 1 == groups.size();
        bool fits = groups.size() == 1 || (i == 0 ? size >= 1 && size <= 3 : last ? size == 3 : size == 2 || size == 3);
        if (!fits || !all_digits(groups[i])) return std::nullopt;
        digits += groups[i];
    }
    return digits;
}

struct Layout {
    char group = 0;    // 0: none
    char decimal = 0;  // 0: none
};

/// Which mark groups and which one separates the fraction.
Layout layout_of(std::string_view text) {
    auto dots = std::count(text.begin(), text.end(), '.'), commas = std::count(text.begin(), text.end(), ',');
    if (dots && commas) {
        return text.rfind('.') > text.rfind(',') ? Layout{',', '.'} : Layout{'.', ','};
    }
    if (dots > 1) return {'.', 0};
    if (commas > 1) return {',', 0};
    char group = text.find(' ') != text.npos ? ' ' : text.find('\'') != text.npos ? '\'' : '\0';
    if (commas == 1) {
        size_t at = text.find(',');
        bool thousands = at >= 1 && at <= 3 && text.size() - at == 4 && text[0] != '0';
        return thousands ? Layout{',', 0} : Layout{group, ','};
    }
    return {group, dots ? '.' : '\0'};
}

/// Moves the decimal point `exponent` places to the right.
void shift(std::string& whole, std::string& fraction, int64_t exponent) {
    for (; exponent > 0; exponent--) {
        whole += fraction.empty() ? '0' : fraction[0];
        if (!fraction.empty()) fraction.erase(0, 1);
    }
    for (; exponent < 0; exponent++) {
        fraction.insert(fraction.begin(), whole.empty() ? '0' : whole.back());
        if (!whole.empty()) whole.pop_back();
    }
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
    text = trim(text);
    Decimal out;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        out.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    int64_t exponent = 0;
    if (size_t at = text.find_first_of("eE"); at != text.npos) {
        std::string_view power = text.substr(at + 1);
        if (power.starts_with('+')) power.remove_prefix(1);
        auto value = parse_integer(power);
        if (!value || *value > kMostExponent || *value < -kMostExponent) return std::nullopt;
        exponent = *value;
        text = text.substr(0, at);
    }
    Layout layout = layout_of(text);
    std::string_view whole = text, fraction;
    if (layout.decimal) {
        size_t at = text.rfind(layout.decimal);
        whole = text.substr(0, at);
        fraction = text.substr(at + 1);
    }
    if (whole.empty() && fraction.empty()) return std::nullopt;
    if (!all_digits(fraction) || whole.size() + fraction.size() > kMostDigits) return std::nullopt;
    auto digits = layout.group ? join_groups(whole, layout.group) : std::optional<std::string>(whole);
    if (!digits || !all_digits(*digits)) return std::nullopt;
    out.whole = *digits;
    out.fraction = fraction;
    shift(out.whole, out.fraction, exponent);
    out.whole.erase(0, std::min(out.whole.find_first_not_of('0'), out.whole.size()));
    if (out.whole.empty()) out.whole = "0";
    while (out.fraction.ends_with('0')) out.fraction.pop_back();
    if (out.whole == "0" && out.fraction.empty()) out.negative = false;
    return out;
}

Money to_money(const Decimal& amount) {
    Money money{amount.negative, amount.whole, 0};
    std::string fraction = amount.fraction + "000";
    money.hundredths = (fraction[0] - '0') * 10 + (fraction[1] - '0') + (fraction[2] >= '5' ? 1 : 0);
    if (money.hundredths < 100) return money;
    money.hundredths = 0;
    size_t at = money.whole.size();
    while (at > 0 && money.whole[at - 1] == '9') money.whole[--at] = '0';
    if (at == 0) {
        money.whole.insert(money.whole.begin(), '1');
    } else {
        money.whole[at - 1]++;
    }
    return money;
}

std::optional<uint64_t> speakable(std::string_view digits) {
    if (digits.empty() || digits.size() > kMostDigitsInWords || !all_digits(digits)) return std::nullopt;
    uint64_t value = 0;
    for (char c : digits) value = value * 10 + static_cast<uint64_t>(c - '0');
    return value;
}

}  // namespace tiller::speech
