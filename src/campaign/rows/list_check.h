#pragma once
// The check of an uploaded list, row by row (docs/contract/voice.md "Business lines", docs/contract/errors.md "Row
// errors and Perform").
#include <simdjson.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/numbers/phone_number.h"
#include "base/zone.h"
#include "model/outcome.h"

namespace tiller::campaign {

struct ListRules {
    Service service = Service::collection;
    NumberCheck number_check = NumberCheck::possible;
    Date today;                    // in the account's zone
    size_t duplicate_limit = 100;  // more: 10809
    /// Is the robot bound to this platform name? Asked for each different platform once.
    std::function<bool(std::string_view platform)> platform_is_bound;
    /// Variables of the robots. Those that are no field of the business line are taken beside its fields, as texts or
    /// numbers; a required one must be there, whether it is a field of the line or the robots' own.
    std::map<std::string, bool, std::less<>> variables{};  // name → required
    /// Why a value breaks the SSML of a prompt that speaks the field (10905); nothing if it does not. Absent: no robot
    /// has SSML.
    std::function<std::optional<std::string>(std::string_view field, std::string_view value)> markup_fault{};
    /// The JSON object whose `Details` the rows are, for the fractions in them to be kept as they were written. Empty:
    /// they are kept as they were parsed.
    std::string_view source;
};

struct GoodRow {
    uint32_t row;        // from 1, in the order sent
    std::string callee;  // E.164
    std::string
        fields;  // the row's known fields and the robots' own as a JSON object, unchanged: what the call record echoes. Without `Callee`,
                 // which the record has of its own; the number stands here only under its other name, `Mobile`
};

struct RowError {
    uint32_t row;  // from 1
    std::string field;
    std::string value;  // cut at 64 characters
    int code;
    std::string rule;
    std::string text;  // `row <n>, <field> "<value>": <code> <rule>`
};

/// So many names of fields that nobody knows are told.
inline constexpr size_t kMostUnknownFields = 20;

struct CheckedList {
    std::vector<GoodRow> good;
    std::vector<RowError> errors;  // in the order of the rows; at most 10,000
    size_t duplicates = 0;
    std::map<std::string, size_t, std::less<>> unknown_fields;  // name → rows; at most kMostUnknownFields of them
    bool too_many_duplicates = false;                           // more than the limit: 10809
    bool other_service = false;                                 // every row belongs to another business line: 10906
    std::optional<RowError> first_blocking;  // the first error that is not a duplicate: what Perform 3 answers
};

/// Checks every row; nothing is thrown for any content. A row of another business line has the single error 10906.
CheckedList check_list(const simdjson::dom::array& rows, const ListRules& rules);

}  // namespace tiller::campaign
