#include "store/log_file.h"

#include <sqlite3.h>

namespace tiller::store {

bool empty_log(const Store& store) {
    Tx db(store.dir() + "/tiller.db", false);
    // A connection that has read nothing yet knows of no log, and would find nothing to move.
    db.number("SELECT count(*) FROM meta");
    return sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace tiller::store
