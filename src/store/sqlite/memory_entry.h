#pragma once
// What a MemoryDisk knows of a file beside its bytes: who has it open and locked. Only for memory_*.cc.
#include <sqlite3.h>

#include <array>

#include "store/sqlite/memory_disk.h"

namespace tiller::store {

struct MemoryDisk::Entry {
    MemoryFile file;
    // Locks of the rollback kind (SQLITE_LOCK_*) and of the WAL index. A power cut leaves none.
    int sharers = 0;
    const Handle* reserved = nullptr;
    const Handle* pending = nullptr;
    const Handle* exclusive = nullptr;
    std::vector<std::unique_ptr<uint8_t[]>> index;
    std::array<int, SQLITE_SHM_NLOCK> index_locks{};  // number of sharers; -1: held alone
};

struct MemoryDisk::Handle {
    sqlite3_file base;  // first: SQLite sees only this
    MemoryDisk* disk;
    std::shared_ptr<Entry>* entry;
    char* remove_on_close;  // a temporary file's name
    int64_t life;
    int level;
    unsigned index_shared, index_alone;  // bit by lock
};

}  // namespace tiller::store
