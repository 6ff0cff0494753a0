#pragma once
#include <span>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

using Steps = std::span<const char* const>;

/// Every schema that was ever released, as the steps from an empty file.
Steps released_steps();
/// The number of the newest schema; a database carries its own in `PRAGMA user_version`.
int schema_version();

/// Brings the database at `path` to the newest schema, all steps in one transaction: a step that fails leaves the file
/// as it was. A database of an earlier schema is copied to `<path>.before-<its schema>` first. Throws StoreError for a
/// step that fails, and for a database that is newer than this program.
void migrate(Tx& db, const std::string& path, Steps steps = released_steps());

}  // namespace tiller::store
