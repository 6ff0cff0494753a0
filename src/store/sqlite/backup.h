#pragma once
// Copies of a database that is in use.
#include <string>

#include "base/result.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Copies the database of `db` as it is committed now to a new file `to` on the same disk, whole and compact. A file of
/// that name is replaced. Throws StoreError.
void copy_database(Tx& db, const std::string& to);

/// Copies the database `from`, which a server may be writing, page by page into the new file `to`, pausing between
/// portions so that commits stay quick, and checks the log and the copy. A copy that is not good is removed. Writes of
/// the server during the copy are in it. `from` is only read.
Result<void> back_up_database(const std::string& from, const std::string& to);

enum class Depth {
    structure,  // all pages, and the order of all entries
    indexes,    // also each row against its index entries: several times as long
};
/// Looks at a whole database: empty if all is well, else the first faults found. Takes as long as the disk needs to
/// read the file. Throws StoreError if it cannot be read at all.
std::string find_damage(Db& db, Depth depth = Depth::indexes);

/// The same of the file `path`, and of its log: is all there that was acknowledged? A server may be writing it.
std::string find_damage(const std::string& path);

}  // namespace tiller::store
