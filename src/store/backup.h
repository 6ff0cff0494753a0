#pragma once
// Copies of a database that is in use.
#include <string>

#include "base/result.h"
#include "store/sqlite.h"

namespace tiller::store {

/// Copies the database of `db` as it is committed now to a new file `to` on the same disk, whole and compact. A file of
/// that name is replaced. Throws StoreError.
void copy_database(Tx& db, const std::string& to);

/// Copies the database `from`, which a server may be writing, page by page into the new file `to`, pausing between
/// portions so that commits stay quick, and checks the copy. A copy that is not good is removed. Writes of the server
/// during the copy are in it. `from` is only read.
Result<void> back_up_database(const std::string& from, const std::string& to);

/// Looks at the whole structure of a database and its indexes: empty if all is well, else the first faults found. Takes
/// as long as the disk needs to read the file. Throws StoreError if it cannot be read at all.
std::string find_damage(Db& db);
/// The same of a part: gives up after `limit`. True in `whole` if it got to the end.
std::string find_damage_quickly(Db& db, Millis limit, bool& whole);

}  // namespace tiller::store
