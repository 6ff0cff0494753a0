#include "store/plan_counts.h"

namespace tiller::store {

void add_plan_count(Tx& tx, int64_t account, int64_t plan, PlanCountKind kind, std::string_view word, int64_t by) {
    tx.run(
        "INSERT INTO plan_counts(account, plan, kind, word, n) VALUES(?,?,?,?,?) "
        "ON CONFLICT(account, plan, kind, word) DO UPDATE SET n=n+excluded.n",
        account, plan, kind, word, by);
}

std::vector<std::pair<std::string, int64_t>> plan_counts(Db& db, int64_t account, int64_t plan, PlanCountKind kind) {
    std::vector<std::pair<std::string, int64_t>> out;
    db.query(
        "SELECT word, n FROM plan_counts WHERE account=? AND plan=? AND kind=? AND n<>0 ORDER BY word",
        [&](Row& r) { out.emplace_back(r.string(0), r.integer(1)); }, account, plan, kind);
    return out;
}

}  // namespace tiller::store
