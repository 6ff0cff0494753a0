#pragma once
// The value that a robot asked for, found in what was said.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/zone.h"
#include "understanding/language.h"
#include "understanding/matcher.h"

namespace tiller::understanding {

enum class ValueType { amount, date, time, yes_no, digits, number, name, choice };
std::optional<ValueType> parse_value_type(std::string_view word);
std::string_view to_name(ValueType type);
/// "amount, date, …".
std::string value_type_names();

/// One of the things that a callee can mean.
struct Intent {
    std::string name;
    std::shared_ptr<const Matcher> phrases;
    std::string jsgf;  // the right side of a rule; empty: nothing for a recognizer of grammars
    bool has_any = false;
};

struct Question {
    ValueType type = ValueType::number;
    /// Bounds, both included: of an amount or a number its value; of a date days from today; of a time minutes after
    /// midnight; of digits how many there are.
    std::optional<std::pair<int64_t, int64_t>> between{};
    std::vector<Intent> choices{};  // of yes_no and choice; the value is the name
};

struct FoundValue {
    /// As rows write it: "1204.5", "2026-12-04", "09:30", "4711", "yes", "Ana Ruiz".
    std::string text;
    Span span;  // of the words
};

/// The longest such value in the words, of equal ones the last: people correct themselves. `said` are the words of
/// to_words(), `folded` the same without accents.
std::optional<FoundValue> find_value(const Question& question, const std::vector<std::string>& said,
                                     const std::vector<std::string>& folded, const Language* language,
                                     std::optional<Date> today);

/// Whether a value lies within the bounds of its question.
bool is_between(const Question& question, std::string_view value, std::optional<Date> today);

}  // namespace tiller::understanding
