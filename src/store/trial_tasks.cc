#include "store/trial_tasks.h"

namespace tiller::store {

void mark_trial_task(Tx& tx, int64_t task) { tx.run("UPDATE tasks SET test=1 WHERE key=?", task); }

bool is_trial_task(Db& db, int64_t task) { return db.number("SELECT test FROM tasks WHERE key=?", task) == 1; }

}  // namespace tiller::store
