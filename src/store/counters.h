#pragma once
// Numbers that count up, each for ever: the database hands them out, so that no two transactions get the same one,
// whichever process they run in.
#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Counts up by one. The number that this transaction has then, the first is 1; a transaction that is undone gives it
/// back.
int64_t count_up(Tx& tx, int64_t account, std::string_view name);
/// The number that was handed out last; 0: none was.
int64_t last_count(Db& db, int64_t account, std::string_view name);

}  // namespace tiller::store
