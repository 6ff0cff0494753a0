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
                       .intention = r.string(2),
                       .calls = r.integer(3),
                       .talk = Millis(r.integer(4)),
                       .busy = Millis(r.integer(5))});
    };
#define SUMS "COUNT(*), COALESCE(SUM(ended-answered), 0), COALESCE(SUM(ended-intended), 0)"
#define CALL_COUNTS "SELECT line, outcome, intention, " SUMS " FROM calls "
    if (task) {
        db.query(
            CALL_COUNTS
            "INDEXED BY calls_number WHERE account=? AND task=? AND id>=? AND id<? GROUP BY line, outcome, intention",
            read, account, *task, first_id(from), first_id(to));
    } else {
        db.query(CALL_COUNTS "WHERE account=?1 AND id>=?2 AND id<?3" NO_TESTS "GROUP BY line, outcome, intention", read,
                 account, first_id(from), first_id(to));
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

namespace {

/// The name of a call's group, of `calls c` and what belongs to them.
std::string_view name_of(CallGroup group) {
    switch (group) {
        case CallGroup::plan:
            return "coalesce(t.plan_name, '')";
        case CallGroup::task:
            return "coalesce(t.name, '')";
        case CallGroup::robot:
            return "coalesce(r.name, c.robot, '')";
        case CallGroup::line:
            return "coalesce(l.name, 'deleted line ' || c.line)";
    }
    return "''";
}

/// "SELECT <name>, <what> FROM <calls of the period>", for account, from, to and task (null: any).
std::string of_period(CallGroup group, std::string_view what) {
    return fmt::format(
        "SELECT {}, {} FROM calls c LEFT JOIN tasks t ON t.key=c.task LEFT JOIN lines l ON l.key=c.line "
        "LEFT JOIN robots r ON r.account=c.account AND r.id=c.robot WHERE c.account=?1 AND c.id>=?2 AND c.id<?3 "
        "AND iif(?4 IS NULL, coalesce(t.test, 0)=0, c.task=?4) ",
        name_of(group), what);
}

}  // namespace

std::vector<GroupCount> count_calls_by(Db& db, int64_t account, CallGroup group, Instant from, Instant to,
                                       std::optional<int64_t> task) {
    std::vector<GroupCount> out;
    db.query(
        of_period(group,
                  "c.outcome, c.intention, COUNT(*), COALESCE(SUM(c.ended-c.answered), 0), "
                  "COALESCE(SUM(c.ended-c.intended), 0)") +
            "GROUP BY 1, 2, 3 ORDER BY 1",
        [&](Row& r) {
            out.push_back({r.string(0),
                           {.outcome = static_cast<Outcome>(r.integer(1)),
                            .intention = r.string(2),
                            .calls = r.integer(3),
                            .talk = Millis(r.integer(4)),
                            .busy = Millis(r.integer(5))}});
        },
        account, first_id(from), first_id(to), task);
    return out;
}

std::map<std::string, Latencies> count_latencies_by(Db& db, int64_t account, CallGroup group, Instant from, Instant to,
                                                    std::optional<int64_t> task) {
    std::map<std::string, Latencies> out;
    db.query(
        of_period(group, "c.answer_latency, c.turn_latencies") + "AND c.answered NOTNULL",
        [&](Row& r) {
            Latencies& latencies = out[r.string(0)];
            if (auto answer = r.maybe_millis(1)) latencies.answers.add(*answer);
            add_each(latencies.turns, r.text(2));
        },
        account, first_id(from), first_id(to), task);
    return out;
}

}  // namespace tiller::store
