#include "store/quota.h"

namespace tiller::store {

int64_t count_open_plans(Db& db, int64_t account) {
    return db.number("SELECT count(*) FROM plans WHERE account=? AND finished IS NULL", account);
}

int64_t count_open_uploaded_tasks(Db& db, int64_t account) {
    return db.number("SELECT count(*) FROM tasks WHERE account=? AND plan IS NULL AND finished IS NULL", account);
}

int64_t count_rows_since(Db& db, int64_t account, Instant since) {
    return db.number("SELECT coalesce(sum(total), 0) FROM plans WHERE account=? AND created>=?", account, since) +
           db.number("SELECT coalesce(sum(total), 0) FROM tasks WHERE account=? AND plan IS NULL AND created>=?",
                     account, since);
}

bool has_work(Db& db, int64_t account) {
    return db.number(
               "SELECT EXISTS(SELECT 1 FROM tasks WHERE account=?1) OR EXISTS(SELECT 1 FROM plans WHERE account=?1)",
               account) != 0;
}

}  // namespace tiller::store
