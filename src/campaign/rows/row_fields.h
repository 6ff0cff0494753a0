#pragma once
// The fields of a row of each business line (docs/contract/voice.md, "Business lines"), as data.
#include <cstdint>
#include <span>
#include <string_view>

#include "model/outcome.h"

namespace tiller::campaign {

enum class FieldKind : uint8_t {
    text,       // one line
    free_text,  // may hold line breaks and tabs
    number,     // the telephone number: `Mobile` and `Callee` stand for each other
    loan_date,
    due_date,
    amount,
    unit,  // of the row's amounts
    gender,
    platform,
    own,  // of no business line: the robots speak it
};

struct RowField {
    std::string_view name;
    FieldKind kind;
    bool required;
    uint16_t max_characters;  // of text
    /// The code of the field's own rule (docs/contract/errors.md): text too long, not a date, not a number; an amount
    /// that is not above zero has the code after it. What else is wrong has 10302.
    int code;
};

/// The fields of a line, in the order of the contract; the number is always among them.
std::span<const RowField> row_fields(Service service);

/// Is this the name of a field of any line?
bool is_row_field(std::string_view name);
/// A field that only the robots of a list know.
RowField own_field(std::string_view name, bool required);

/// Is `key`, as a client wrote it, the name of this field?
constexpr bool is_named(const RowField& field, std::string_view key) {
    return field.name == key || (field.kind == FieldKind::number && (key == "Mobile" || key == "Callee"));
}

}  // namespace tiller::campaign
