#include "store/counters.h"

namespace tiller::store {

int64_t count_up(Tx& tx, int64_t account, std::string_view name) {
    // One statement: its row is locked until the commit where a database has several writers.
    return tx.number(
        "INSERT INTO counters(account, name, value) VALUES(?, ?, 1) "
        "ON CONFLICT(account, name) DO UPDATE SET value=counters.value+1 RETURNING value",
        account, name);
}

int64_t last_count(Db& db, int64_t account, std::string_view name) {
    return db.number("SELECT value FROM counters WHERE account=? AND name=?", account, name);
}

}  // namespace tiller::store
