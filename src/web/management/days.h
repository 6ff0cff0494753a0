#pragma once
// `?from=` and `?to=`: a period of whole days by the account's calendar.
#include <optional>

#include "base/zone.h"
#include "web/management/request_context.h"

namespace tiller::management {

/// Days, both of which count.
struct Days {
    Date first, last;

    int count() const { return last.days - first.days + 1; }
    Instant begin(const Zone& zone) const { return zone.at(first, 0); }
    /// The first instant that does not count any more.
    Instant end(const Zone& zone) const { return zone.at(last + 1, 0); }
};

/// Reads both: each a date such as 2026-12-31, "today" or "yesterday". `to` is today unless it is given, `from` so many
/// days before that the period has `unless_given` days. Throws Refusal (400).
Days read_days(const RequestContext& ctx, const Zone& zone, int unless_given);
/// The same where a period need not be given: nothing if neither is.
std::optional<Days> read_days_if_given(const RequestContext& ctx, const Zone& zone);

}  // namespace tiller::management
