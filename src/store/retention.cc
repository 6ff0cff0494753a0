#include "store/retention.h"

namespace tiller::store {

std::vector<PassedCall> list_passed_calls(Db& db, int64_t account, std::string_view after, std::string_view before,
                                          int64_t limit) {
    std::vector<PassedCall> out;
    db.query(
        "SELECT id, answered IS NOT NULL AND state=1 FROM calls WHERE account=? AND id>? AND id<? ORDER BY id LIMIT ?",
        [&](Row& r) {
            out.push_back({r.string(0), r.integer(1) != 0});
        },
        account, after, before, limit);
    return out;
}

void unmark_recording(Tx& tx, int64_t account, std::string_view call) {
    tx.run("UPDATE calls SET recorded=0 WHERE account=? AND id=? AND recorded<>0", account, call);
}

std::optional<int64_t> next_task_to_forget(Db& db, int64_t account, Instant before) {
    return db.first(
        "SELECT t.key FROM tasks t WHERE t.account=?1 AND t.finished IS NOT NULL AND t.forgotten IS NULL AND "
        "t.finished<=?2 AND NOT EXISTS(SELECT 1 FROM plans p WHERE p.key=t.plan AND "
        "(p.finished IS NULL OR p.finished>?2)) AND NOT EXISTS(SELECT 1 FROM endpoints e JOIN deliveries d ON "
        "d.endpoint=e.key WHERE e.account=?1 AND e.enabled<>0 AND d.task=t.key AND d.kind=0 AND d.state=0) "
        "ORDER BY t.finished LIMIT 1",
        [](Row& r) { return r.integer(0); }, account, before);
}

std::optional<int64_t> end_of_next_rows(Db& db, int64_t account, int64_t task, int64_t after, int64_t limit) {
    std::optional<int64_t> last;
    db.query(
        "SELECT row FROM numbers WHERE account=? AND task=? AND row>? ORDER BY row LIMIT ?",
        [&](Row& r) { last = r.integer(0); }, account, task, after, limit);
    return last;
}

void mark_forgotten(Tx& tx, int64_t task, Instant now) {
    tx.run("UPDATE tasks SET forgotten=? WHERE key=?", now, task);
}

}  // namespace tiller::store
