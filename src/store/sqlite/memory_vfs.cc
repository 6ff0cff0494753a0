// The functions by which SQLite uses a MemoryDisk: https://www.sqlite.org/vfs.html
#include <algorithm>
#include <cstring>
#include <thread>

#include "store/sqlite/memory_entry.h"

namespace tiller::store {

/// What SQLite calls. Each function fails when the disk is dead or the handle is of an earlier life.
struct MemoryVfs {
    using Disk = MemoryDisk;
    using Handle = MemoryDisk::Handle;
    using Entry = MemoryDisk::Entry;

    static Disk& disk(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }
    static Handle& handle(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
    static bool is_lost(const Handle& h) { return h.disk->dead_ || h.life != h.disk->life_; }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
        Disk& d = disk(vfs);
        Handle& h = handle(file);
        std::memset(&h, 0, sizeof h);
        std::lock_guard lock(d.mutex_);
        if (d.dead_) return SQLITE_IOERR;
        std::string name = path ? path : "temporary " + std::to_string(++d.temporary_);
        auto entry = d.find(name, (flags & SQLITE_OPEN_CREATE) != 0);
        if (!entry) return SQLITE_CANTOPEN;
        h.disk = &d;
        h.entry = new std::shared_ptr<Entry>(std::move(entry));
        if (flags & SQLITE_OPEN_DELETEONCLOSE) h.remove_on_close = strdup(name.c_str());
        h.life = d.life_;
        h.base.pMethods = methods();
        if (out_flags) *out_flags = flags;
        return SQLITE_OK;
    }

    static int close(sqlite3_file* file) {
        Handle& h = handle(file);
        unlock(file, SQLITE_LOCK_NONE);
        unmap_index(file, 0);
        {
            std::lock_guard lock(h.disk->mutex_);
            if (h.remove_on_close && !is_lost(h)) h.disk->files_.erase(h.remove_on_close);
            delete h.entry;
        }
        free(h.remove_on_close);
        return SQLITE_OK;
    }

    static int remove(sqlite3_vfs* vfs, const char* path, int flush) {
        Disk& d = disk(vfs);
        std::lock_guard lock(d.mutex_);
        if (d.dead_) return SQLITE_IOERR;
        auto it = d.files_.find(path);
        if (it == d.files_.end()) return SQLITE_IOERR_DELETE_NOENT;
        if (d.begin_operation(Disk::Operation::deletion) == Disk::Fate::done) {
            if (flush) {
                d.deleted_.erase(path);
            } else {
                d.deleted_[path] = it->second;
            }
            d.files_.erase(it);
        }
        return d.dead_ ? SQLITE_IOERR : SQLITE_OK;
    }

    static int access(sqlite3_vfs* vfs, const char* path, int, int* result) {
        Disk& d = disk(vfs);
        std::lock_guard lock(d.mutex_);
        if (d.dead_) return SQLITE_IOERR_ACCESS;
        *result = d.files_.count(path) ? 1 : 0;
        return SQLITE_OK;
    }

    static int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", name);
        return SQLITE_OK;
    }

    static int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
        Handle& h = handle(file);
        std::lock_guard lock(h.disk->mutex_);
        if (is_lost(h)) return SQLITE_IOERR_READ;
        auto& bytes = (*h.entry)->file.bytes();
        size_t from = std::min(static_cast<size_t>(offset), bytes.size());
        size_t n = std::min(static_cast<size_t>(size), bytes.size() - from);
        if (n > 0) std::memcpy(out, bytes.data() + from, n);
        if (n == static_cast<size_t>(size)) return SQLITE_OK;
        std::memset(static_cast<char*>(out) + n, 0, static_cast<size_t>(size) - n);
        return SQLITE_IOERR_SHORT_READ;
    }

    static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
        Handle& h = handle(file);
        std::lock_guard lock(h.disk->mutex_);
        if (is_lost(h)) return SQLITE_IOERR_WRITE;
        auto& content = (*h.entry)->file;
        size_t from = static_cast<size_t>(offset), n = static_cast<size_t>(size);
        if (h.disk->full_ && from + n > content.bytes().size()) return SQLITE_FULL;
        auto fate = h.disk->begin_operation(Disk::Operation::write);
        if (fate == Disk::Fate::torn) n /= 2;
        if (fate != Disk::Fate::undone) content.write(from, {static_cast<const uint8_t*>(data), n});
        return h.disk->dead_ ? SQLITE_IOERR_WRITE : SQLITE_OK;
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        Handle& h = handle(file);
        std::lock_guard lock(h.disk->mutex_);
        if (is_lost(h)) return SQLITE_IOERR_TRUNCATE;
        if (h.disk->begin_operation(Disk::Operation::truncation) == Disk::Fate::done)
            (*h.entry)->file.truncate(static_cast<size_t>(size));
        return h.disk->dead_ ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
    }

    static int flush(sqlite3_file* file, int) {
        Handle& h = handle(file);
        std::function<void()> on_flush;
        {
            std::lock_guard lock(h.disk->mutex_);
            if (is_lost(h)) return SQLITE_IOERR_FSYNC;
            on_flush = h.disk->on_flush_;
        }
        if (on_flush) on_flush();
        std::lock_guard lock(h.disk->mutex_);
        if (is_lost(h)) return SQLITE_IOERR_FSYNC;
        auto fate = h.disk->begin_operation(Disk::Operation::flush);
        if (fate == Disk::Fate::done) (*h.entry)->file.flush();
        if (fate == Disk::Fate::torn) (*h.entry)->file.flush_in_part(h.disk->torn_random_);
        return h.disk->dead_ ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    }

    static int size(sqlite3_file* file, sqlite3_int64* out) {
        Handle& h = handle(file);
        std::lock_guard lock(h.disk->mutex_);
        if (is_lost(h)) return SQLITE_IOERR_FSTAT;
        *out = static_cast<sqlite3_int64>((*h.entry)->file.bytes().size());
        return SQLITE_OK;
    }

    // https://www.sqlite.org/lockingv3.html
    static int lock(sqlite3_file* file, int level) {
        Handle& h = handle(file);
        std::lock_guard guard(h.disk->mutex_);
        if (is_lost(h)) return SQLITE_IOERR_LOCK;
        Entry& e = **h.entry;
        if (level <= h.level) return SQLITE_OK;
        auto is_others = [&](const Handle* owner) { return owner && owner != &h; };
        if (is_others(e.exclusive)) return SQLITE_BUSY;
        if (level == SQLITE_LOCK_SHARED) {
            if (is_others(e.pending)) return SQLITE_BUSY;
            ++e.sharers;
        } else if (level == SQLITE_LOCK_RESERVED) {
            if (is_others(e.reserved)) return SQLITE_BUSY;
            e.reserved = &h;
        } else {
            if (is_others(e.reserved) || is_others(e.pending)) return SQLITE_BUSY;
            e.pending = &h;
            if (e.sharers > 1) return SQLITE_BUSY;
            e.exclusive = &h;
        }
        h.level = level;
        return SQLITE_OK;
    }

    static int unlock(sqlite3_file* file, int level) {
        Handle& h = handle(file);
        std::lock_guard guard(h.disk->mutex_);
        if (h.life != h.disk->life_) return SQLITE_OK;
        Entry& e = **h.entry;
        for (auto* owner : {&e.reserved, &e.pending, &e.exclusive}) {
            if (*owner == &h) *owner = nullptr;
        }
        if (level == SQLITE_LOCK_NONE && h.level >= SQLITE_LOCK_SHARED) --e.sharers;
        h.level = std::min(h.level, level);
        return SQLITE_OK;
    }

    static int is_reserved(sqlite3_file* file, int* result) {
        Handle& h = handle(file);
        std::lock_guard guard(h.disk->mutex_);
        *result = (*h.entry)->reserved || (*h.entry)->exclusive;
        return SQLITE_OK;
    }

    static int map_index(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
        Handle& h = handle(file);
        std::lock_guard guard(h.disk->mutex_);
        *out = nullptr;
        if (is_lost(h)) return SQLITE_IOERR_SHMMAP;
        auto& index = (*h.entry)->index;
        while (extend && index.size() <= static_cast<size_t>(region)) {
            index.push_back(std::make_unique<uint8_t[]>(static_cast<size_t>(size)));
        }
        if (static_cast<size_t>(region) < index.size()) *out = index[static_cast<size_t>(region)].get();
        return SQLITE_OK;
    }

    static int lock_index(sqlite3_file* file, int first, int n, int flags) {
        Handle& h = handle(file);
        std::lock_guard guard(h.disk->mutex_);
        if (h.life != h.disk->life_) return flags & SQLITE_SHM_UNLOCK ? SQLITE_OK : SQLITE_IOERR_SHMLOCK;
        auto* locks = (*h.entry)->index_locks.data() + first;
        unsigned mask = ((1U << n) - 1) << first;
        if (flags & SQLITE_SHM_UNLOCK) {
            release_index(h, mask);
            return SQLITE_OK;
        }
        if (is_lost(h)) return SQLITE_IOERR_SHMLOCK;
        if (flags & SQLITE_SHM_SHARED) {
            if (h.index_shared & mask) return SQLITE_OK;
            if (*locks < 0) return SQLITE_BUSY;
            ++*locks;
            h.index_shared |= mask;
            return SQLITE_OK;
        }
        if (std::any_of(locks, locks + n, [](int holders) { return holders != 0; })) return SQLITE_BUSY;
        std::fill(locks, locks + n, -1);
        h.index_alone |= mask;
        return SQLITE_OK;
    }

    static void release_index(Handle& h, unsigned mask) {
        auto& locks = (*h.entry)->index_locks;
        for (unsigned i = 0; i < locks.size(); ++i) {
            if (h.index_shared & mask & (1U << i)) --locks[i];
            if (h.index_alone & mask & (1U << i)) locks[i] = 0;
        }
        h.index_shared &= ~mask;
        h.index_alone &= ~mask;
    }

    static void index_barrier(sqlite3_file* file) { std::lock_guard guard(handle(file).disk->mutex_); }

    static int unmap_index(sqlite3_file* file, int remove) {
        Handle& h = handle(file);
        std::lock_guard guard(h.disk->mutex_);
        if (h.life != h.disk->life_) return SQLITE_OK;
        release_index(h, ~0U);
        if (remove) (*h.entry)->index.clear();
        return SQLITE_OK;
    }

    static const sqlite3_io_methods* methods() {
        static const sqlite3_io_methods table = [] {
            sqlite3_io_methods m{};
            m.iVersion = 2;
            m.xClose = close, m.xRead = read, m.xWrite = write, m.xTruncate = truncate, m.xSync = flush;
            m.xFileSize = size, m.xLock = lock, m.xUnlock = unlock, m.xCheckReservedLock = is_reserved;
            m.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
            m.xSectorSize = [](sqlite3_file*) { return static_cast<int>(MemoryFile::kSector); };
            m.xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; };
            m.xShmMap = map_index, m.xShmLock = lock_index, m.xShmBarrier = index_barrier, m.xShmUnmap = unmap_index;
            return m;
        }();
        return &table;
    }
};

std::unique_ptr<sqlite3_vfs> MemoryDisk::make_vfs() {
    auto vfs = std::make_unique<sqlite3_vfs>(*sqlite3_vfs_find(nullptr));  // its clock and randomness serve here too
    vfs->szOsFile = sizeof(Handle);
    vfs->zName = name_.c_str();
    vfs->pAppData = this;
    vfs->xOpen = MemoryVfs::open, vfs->xDelete = MemoryVfs::remove, vfs->xAccess = MemoryVfs::access;
    vfs->xFullPathname = MemoryVfs::full_name;
    vfs->xSleep = [](sqlite3_vfs*, int micros) {
        std::this_thread::sleep_for(std::chrono::microseconds(std::min(micros, 1000)));
        return micros;
    };
    return vfs;
}

}  // namespace tiller::store
