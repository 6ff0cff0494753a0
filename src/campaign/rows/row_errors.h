#pragma once
// Collects the errors of a list in the contract's form (docs/contract/errors.md, "Row errors and Perform").
#include <string>
#include <string_view>

#include "campaign/rows/list_check.h"

namespace tiller::campaign {

/// At most this many errors are told; more are counted as good as ever, but have no text.
inline constexpr size_t kMaxRowErrors = 10'000;

/// Writes into one CheckedList. Not thread-safe.
class RowErrors {
  public:
    explicit RowErrors(CheckedList& list) : list_(list) {}

    /// The row that the next errors belong to, from 1.
    void begin_row(uint32_t row) { row_ = row, failed_ = false; }
    /// Has this row an error?
    bool failed() const { return failed_; }

    /// `row <n>, <field> "<value>": <code> <text>`; the value is cut at 64 characters.
    void add(std::string_view field, std::string_view value, int code, std::string_view text);
    /// The number came in an earlier row: an error that never blocks Perform 3.
    void add_duplicate(std::string_view field, std::string_view value, uint32_t first_row);

  private:
    bool has_room() const { return list_.errors.size() < kMaxRowErrors; }

    CheckedList& list_;
    uint32_t row_ = 0;
    bool failed_ = false;
};

}  // namespace tiller::campaign
