#include "dialogue/condition.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <optional>

#include "base/text.h"
#include "base/zone.h"

namespace tiller::dialogue {
namespace {

std::optional<double> parse_number(std::string_view text) {
    text = trim(text);
    double number = 0;
    auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string value_of(const Operand& operand, const Lookup& lookup, std::string_view key) {
    switch (operand.source) {
        case Operand::Source::name:
            return lookup(operand.text);
        case Operand::Source::key:
            return std::string(key);
        case Operand::Source::literal:
            break;
    }
    return operand.text;
}

bool agrees(std::partial_ordering order, Comparison comparison) {
    switch (comparison) {
        case Comparison::equal:
            return order == 0;
        case Comparison::unequal:
            return order != 0;
        case Comparison::less:
            return order < 0;
        case Comparison::less_or_equal:
            return order <= 0;
        case Comparison::greater:
            return order > 0;
        case Comparison::greater_or_equal:
            return order >= 0;
    }
    return false;
}

/// Values that are missing or not of the sort have no order to anything, as NaN has none.
template <class T>
std::partial_ordering order(const std::optional<T>& a, const std::optional<T>& b) {
    if (!a || !b) return std::partial_ordering::unordered;
    return *a <=> *b;
}

bool compare(const Condition& condition, const Lookup& lookup, std::string_view key) {
    using Sort = Operand::Sort;
    std::string left = value_of(condition.left, lookup, key), right = value_of(condition.right, lookup, key);
    auto either = [&](Sort sort) { return condition.left.sort == sort || condition.right.sort == sort; };
    if (either(Sort::number)) return agrees(order(parse_number(left), parse_number(right)), condition.comparison);
    if (either(Sort::date)) return agrees(order(parse_date(trim(left)), parse_date(trim(right))), condition.comparison);
    return agrees(left <=> right, condition.comparison);
}

}  // namespace

bool holds(const Condition& condition, const Lookup& lookup, std::string_view key) {
    auto part_holds = [&](const Condition& part) { return holds(part, lookup, key); };
    switch (condition.kind) {
        case Condition::Kind::all:
            return std::all_of(condition.parts.begin(), condition.parts.end(), part_holds);
        case Condition::Kind::any:
            return std::any_of(condition.parts.begin(), condition.parts.end(), part_holds);
        case Condition::Kind::negation:
            return !part_holds(condition.parts.front());
        case Condition::Kind::comparison:
            return compare(condition, lookup, key);
        case Condition::Kind::presence:
            return !trim(value_of(condition.left, lookup, key)).empty();
    }
    return false;
}

void for_each_name(const Condition& condition, const std::function<void(const std::string&)>& visit) {
    for (const Condition& part : condition.parts) for_each_name(part, visit);
    for (const Operand* operand : {&condition.left, &condition.right}) {
        if (operand->source == Operand::Source::name) visit(operand->text);
    }
}

}  // namespace tiller::dialogue
