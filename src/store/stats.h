#pragma once
// How calls went, counted: for the console's charts.
#include <optional>
#include <vector>

#include "base/outcome.h"
#include "store/sqlite.h"

namespace tiller::store {

/// Calls of one line that ended one way; `none`: not ended yet.
struct CallCount {
    int64_t line = 0;
    Outcome outcome = Outcome::none;
    int64_t calls = 0;
    Millis talk{0};  // from the answer to the end
    Millis busy{0};  // a channel of the line was taken
};

/// The calls that began in [from, to). Costs a look at each of them: CallIDs begin with the time, so no index of its
/// own is needed. `task`: only those of a task, by key.
std::vector<CallCount> count_calls(Db& db, int64_t account, Instant from, Instant to, std::optional<int64_t> task);

}  // namespace tiller::store
