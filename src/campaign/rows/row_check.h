#pragma once
// The check of one row, field by field.
#include <map>

#include "campaign/rows/list_check.h"
#include "campaign/rows/number_texts.h"
#include "campaign/rows/row_errors.h"
#include "campaign/rows/row_fields.h"

namespace tiller::campaign {

/// Checks rows of one list, one after the other. Not thread-safe.
///
/// 1. A field counts as absent when it is missing or null; a null is kept all the same, for the record to echo. When a
///    field comes twice in a row, the first that is there counts.
/// 2. Blanks around a text do not count, neither for its length nor for its meaning. A required text without anything
///    else is missing; an empty date or number is a wrong date or number.
/// 3. The robots' variables are fields, too. Fields that nobody knows are neither judged nor kept; they are counted.
class RowCheck {
  public:
    /// What it counts goes into `list`.
    RowCheck(const ListRules& rules, RowErrors& errors, CheckedList& list);

    struct Verdict {
        bool other_line = false;                     // the row belongs to another business line
        std::string_view number_field, number_text;  // as the client wrote both; they live as long as the row
        std::string callee;                          // E.164; empty if there is no good number
    };
    /// Adds every error of the row to the errors.
    Verdict check(simdjson::dom::element row);

    /// The last checked row's known fields as a JSON object: values unchanged, in the contract's order, without
    /// `Callee`, which a call record has of its own.
    std::string keep_fields(uint32_t row);

  private:
    using Element = simdjson::dom::element;
    struct Value {
        Element element;
        std::string_view key;  // as the client wrote it
        bool present = false;
        bool is_null = false;  // absent, and to be echoed as null
    };
    /// Finds the known fields of a row. False if there are none.
    bool collect(simdjson::dom::object row);
    size_t place_of(std::string_view key, size_t guess) const;
    bool is_of_other_line(simdjson::dom::object row) const;
    bool is_missing(size_t field) const;
    /// The field's name as the client wrote it: `Callee` stays `Callee` in a collection's list.
    std::string_view key_of(const RowField& field) const {
        return values_[static_cast<size_t>(&field - fields_.data())].key;
    }
    void report_missing();
    void check_field(size_t field, Verdict& verdict);
    void note_unknown(std::string_view key);
    void check_text(const RowField& field, Element value);
    void check_own(const RowField& field, Element value);
    void check_amount(const RowField& field, Element value);
    void check_unit(const RowField& field, Element value);
    /// The decimals of the row's currency; nothing if its Unit is no code of one.
    std::optional<int> decimals_of_unit() const;
    void check_gender(const RowField& field, Element value);
    void check_platform(const RowField& field, Element value);
    void check_loan_date(const RowField& field, Element value);
    void check_due_date(const RowField& field, Element value);
    void check_markup(const RowField& field, Element value);
    void check_phone(const RowField& field, Element value, Verdict& verdict);
    std::string_view number_text(uint32_t row, std::string_view key);
    void wrong(const RowField& field, Element value, int code, std::string_view text);

    const ListRules& rules_;
    RowErrors& errors_;
    CheckedList& list_;
    std::vector<RowField> fields_;                    // of the line, in the contract's order, then the robots' own
    std::vector<Value> values_;                       // as many
    std::optional<NumberTexts> number_texts_;         // made for the first number of the list that is no integer
    std::optional<Date> loan_date_;                   // of this row, if it is a date
    std::map<std::string, bool, std::less<>> bound_;  // platforms asked for already
};

}  // namespace tiller::campaign
