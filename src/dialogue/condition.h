#pragma once
// The small language of `when:`.
//
//   condition  = all { "or" all }
//   all        = one { "and" one }
//   one        = "not" one | "(" condition ")" | operand [ ("==" | "!=" | "<" | "<=" | ">" | ">=") operand ]
//   operand    = number | date (2026-01-31) | 'text' | "text" | key | name of a variable or slot
//
// A name alone is true if it has a value. `key` is the key pressed last. Numbers compare as numbers and dates as dates
// if either side is one by its kind; a value that should be a number or a date and is none makes the comparison false
// (and != true). Everything else is text, which has no order: < and > are faults between two texts.
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fault.h"
#include "dialogue/names.h"
#include "dialogue/prompt.h"

namespace tiller::dialogue {

struct Operand {
    enum class Source { literal, name, key };
    /// How it takes part in a comparison; `open` takes the other side's.
    enum class Sort { number, date, text, open };
    Source source = Source::literal;
    Sort sort = Sort::text;
    std::string text;  // the literal, or the name
};

enum class Comparison { equal, unequal, less, less_or_equal, greater, greater_or_equal };

struct Condition {
    enum class Kind { all, any, negation, comparison, presence };
    Kind kind = Kind::presence;
    std::vector<Condition> parts;  // of all, any, negation (one)
    Comparison comparison = Comparison::equal;
    Operand left, right;  // of a comparison; presence has `left` only
};

/// The first fault ends the reading: what follows it means nothing.
std::variant<Condition, Fault> parse_condition(std::string_view text, const Scope& scope);

/// `key` is the key pressed last, empty before the first.
bool holds(const Condition& condition, const Lookup& lookup, std::string_view key);

/// Calls `visit` with every name in the condition.
void for_each_name(const Condition& condition, const std::function<void(const std::string&)>& visit);

}  // namespace tiller::dialogue
