#pragma once
#include "store/store.h"

namespace tiller::store {

/// Moves the whole write-ahead log into the database and empties its file, so that it holds no old
/// page with what was deleted. Waits for readers and the writer, ten seconds at most. False: not now. Any
/// thread, but not inside of a transaction.
bool empty_log(const Store& store);

}  // namespace tiller::store
