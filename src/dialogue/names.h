#pragma once
// The names a dialogue can speak of: the variables of its row, the slots it fills, the states it has.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/utterance.h"

namespace tiller::dialogue {

/// A field of the row that the call is made for.
struct RowVariable {
    Segment::Kind kind = Segment::Kind::text;
    std::string unit;                     // of an amount: a currency, or
    std::string unit_variable;            // the variable that holds it
    std::optional<std::string> fallback;  // for a row without this field; none: the robot needs the field
};
using RowVariables = std::map<std::string, RowVariable, std::less<>>;

/// The fields of the three business lines with the way they are usually spoken (docs/contract/voice.md, "Business
/// lines").
const RowVariables& builtin_variables();

/// "text", "name", "number", "amount", "date", "time", "digits".
std::optional<Segment::Kind> parse_kind(std::string_view word);
std::string_view to_name(Segment::Kind kind);
std::string kind_names();

/// A letter or _, then letters, digits or _, at most 64: names of variables and slots.
bool is_name(std::string_view text);
/// Words with a meaning in conditions, now or in a later version: neither a variable nor a slot.
bool is_reserved(std::string_view name);

/// What names stand for in one dialogue.
struct Scope {
    RowVariables variables;
    std::map<std::string, Segment::Kind, std::less<>> slots;
    std::map<std::string, std::string, std::less<>>
        slot_units;                                  // of an amount: a currency, or the variable that holds it
    std::map<std::string, int, std::less<>> states;  // by index

    /// The kind of a variable or a slot.
    std::optional<Segment::Kind> kind(std::string_view name) const;
    std::vector<std::string_view> names() const;
};

}  // namespace tiller::dialogue
