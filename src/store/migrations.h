#pragma once
#include "store/sqlite.h"

namespace tiller::store {

/// The number of the newest schema; a database carries its own in `PRAGMA user_version`.
int schema_version();

/// Brings the database to the newest schema, one migration a transaction. Throws StoreError for a database that is
/// newer than this program.
void migrate(Tx& db);

}  // namespace tiller::store
