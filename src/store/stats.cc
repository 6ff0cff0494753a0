#include "store/stats.h"

#include <fmt/format.h>

#include <charconv>

namespace tiller::store {
namespace {

/// The least CallID of an instant (base/ids.h).
std::string first_id(Instant at) { return fmt::format("{:012x}", at.time_since_epoch().count()); }

/// Test calls are no work, unless they are asked for by their task.
#define NO_TESTS " AND coalesce(task, 0) NOT IN (SELECT key FROM tasks WHERE account=?1 AND test=1) "

/// `numbers` is a JSON array of integers, as this program writes it: "[20,41]".
void add_each(DurationCounts& counts, std::string_view numbers) {
    const char* const end = numbers.data() + numbers.size();
    for (const char* at = numbers.data(); at < end; ++at) {
        int64_t number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc()) continue;
        counts.add(Millis(number));
        at = next;
    }
}

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
        db.query(CALL_COUNTS "WHERE account=?1 AND id>=?2 AND id<?3" NO_TESTS "GROUP BY line, outcome", read, account,
                 first_id(from), first_id(to));
    }
    return out;
}

Millis DurationCounts::percentile(int percent) const {
    const int64_t rank = (total_ * percent + 99) / 100;  // from 1
    int64_t passed = 0;
    auto at = counts_.begin();
    while ((passed += at->second) < rank) ++at;
    return at->first;
}

Latencies count_latencies(Db& db, int64_t account, Instant from, Instant to, std::optional<int64_t> task) {
    Latencies out;
    auto read = [&](Row& r) {
        if (auto answer = r.maybe_millis(0)) out.answers.add(*answer);
        add_each(out.turns, r.text(1));
    };
#define LATENCIES "SELECT answer_latency, turn_latencies FROM calls "
    if (task) {
        db.query(LATENCIES "INDEXED BY calls_number WHERE account=? AND task=? AND id>=? AND id<? AND answered NOTNULL",
                 read, account, *task, first_id(from), first_id(to));
    } else {
        db.query(LATENCIES "WHERE account=?1 AND id>=?2 AND id<?3 AND answered NOTNULL" NO_TESTS, read, account,
                 first_id(from), first_id(to));
    }
#undef LATENCIES
    return out;
}

}  // namespace tiller::store
