#include "store/stats.h"

#include <fmt/format.h>

namespace tiller::store {
namespace {

/// The least CallID of an instant (base/ids.h).
std::string first_id(Instant at) { return fmt::format("{:012x}", at.time_since_epoch().count()); }

}  // namespace

std::vector<CallCount> count_calls(Db& db, int64_t account, Instant from, Instant to, std::optional<int64_t> task) {
    std::vector<CallCount> out;
    auto read = [&](Row& r) {
        out.push_back({.line = r.integer(0),
                       .outcome = static_cast<Outcome>(r.integer(1)),
                       .calls = r.integer(2),
                       .talk = Millis(r.integer(3)),
                       .busy = Millis(r.integer(4))});
    };
#define CALL_COUNTS \
    "SELECT line, outcome, COUNT(*), COALESCE(SUM(ended-answered), 0), COALESCE(SUM(ended-intended), 0) FROM calls "
    if (task) {
        db.query(CALL_COUNTS
                 "INDEXED BY calls_number WHERE account=? AND task=? AND id>=? AND id<? GROUP BY line, outcome",
                 read, account, *task, first_id(from), first_id(to));
    } else {
        db.query(CALL_COUNTS "WHERE account=? AND id>=? AND id<? GROUP BY line, outcome", read, account, first_id(from),
                 first_id(to));
    }
    return out;
}

}  // namespace tiller::store
