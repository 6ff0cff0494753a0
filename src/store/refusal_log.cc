#include "store/refusal_log.h"

namespace tiller::store {
namespace {

/// What `read_listed` reads; conditions follow.
#define LISTED_REFUSALS                                                                                              \
    "SELECT r.key, r.account, r.task, r.row, r.at, r.rule, r.version, r.final, r.earliest, r.told, n.callee, t.id, " \
    "t.name, t.plan_name FROM refusals r JOIN tasks t ON t.key=r.task "                                              \
    "JOIN numbers n ON n.account=r.account AND n.task=r.task AND n.row=r.row "

Refusal read_told(Row& r) {
    return {.key = r.integer(0),
            .account = r.integer(1),
            .task = r.integer(2),
            .row = r.integer(3),
            .at = r.instant(4),
            .rule = r.string(5),
            .version = r.integer(6),
            .final_one = r.integer(7) != 0,
            .earliest = r.maybe_instant(8),
            .told = r.string(9)};
}

ListedRefusal read_listed(Row& r) {
    return {.refusal = read_told(r),
            .callee = r.string(10),
            .task = r.string(11),
            .task_name = r.string(12),
            .plan_name = r.string(13)};
}

}  // namespace

std::vector<ListedRefusal> search_refusals(Db& db, int64_t account, const RefusalSearch& search, int64_t limit) {
    std::vector<ListedRefusal> out;
    auto read = [&](Row& r) { out.push_back(read_listed(r)); };
    Instant before = search.before_key ? search.before_at : search.to;
    db.query(LISTED_REFUSALS
             "WHERE r.account=?1 AND r.at>=?2 AND r.at<?3 AND (r.at, r.key)<(?4, ?5) AND (?6=0 OR r.task=?6) "
             "AND (?7='' OR r.rule=?7) AND instr(n.callee, ?8)>0 ORDER BY r.at DESC, r.key DESC LIMIT ?9",
             read, account, search.from, search.to, before, search.before_key, search.task, search.rule, search.text,
             limit);
    return out;
}

std::optional<ListedRefusal> find_refusal(Db& db, int64_t account, int64_t key) {
    return db.first(LISTED_REFUSALS "WHERE r.key=? AND r.account=?", read_listed, key, account);
}

std::vector<Refusal> refusals_of_number(Db& db, int64_t account, int64_t task, int64_t row) {
    std::vector<Refusal> out;
    db.query(
        "SELECT key, account, task, row, at, rule, version, final, earliest, told FROM refusals "
        "WHERE account=? AND task=? AND row=? ORDER BY key",
        [&](Row& r) { out.push_back(read_told(r)); }, account, task, row);
    return out;
}

#undef LISTED_REFUSALS

}  // namespace tiller::store
