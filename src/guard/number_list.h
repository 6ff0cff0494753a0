#pragma once
// Lists of telephone numbers as people keep them: a number a line, or CSV with a header.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "store/dnc.h"

namespace tiller::guard {

struct NumberRow {
    std::string number;  // E.164
    std::string source, reason;
    std::optional<Instant> given, expires;
};

struct NumberList {
    std::vector<NumberRow> rows;
    /// "line 3, number \"081\": …"; at most kMostFaults are told, `wrong` counts all.
    std::vector<std::string> faults;
    size_t wrong = 0;

    static constexpr size_t kMostFaults = 100;
};

/// Reads a list. Without a header each line is a number, what follows a comma is its reason. With one (its first field
/// is `number`), the columns are any of number, source, reason, given, expires; dates in `zone`, "2026-12-31" or
/// RFC 3339; fields may be quoted as in RFC 4180. Separators and encodings are those of read_csv_text (base/csv.h).
/// Empty lines and lines that begin with # are passed over.
NumberList read_number_list(std::string_view text, const Zone& zone);

/// Puts all rows on a list, which is made if it is new; `source` is for rows without one. How many were new or changed.
size_t put_numbers(store::Tx& tx, store::DncList list, const std::vector<NumberRow>& rows, std::string_view source,
                   Instant now);
/// Records a consent for each row; one without a date was given now.
size_t put_consents(store::Tx& tx, int64_t account, const std::vector<NumberRow>& rows, std::string_view source,
                    Instant now);

}  // namespace tiller::guard
