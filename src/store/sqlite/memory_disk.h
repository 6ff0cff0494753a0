#pragma once
// A disk in memory whose power can be cut: a SQLite VFS with explicit flushes, for tests and the simulator.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/random.h"
#include "store/sqlite/memory_file.h"

struct sqlite3_vfs;

namespace tiller::store {

/// All files that SQLite opens by the VFS `vfs()` lie in memory. What was written counts after a power cut only as far
/// as it was flushed: `fsync` is the one promise a disk makes.
///
/// Thread rule: safe from any thread; must outlive every connection opened on it.
/// Invariants:
///   1. A write, truncation or deletion that was flushed survives any cut whole.
///   2. Connections opened before a cut fail with SQLITE_IOERR for ever, after `power_on` too.
///   3. The same calls with the same seed leave the same files.
class MemoryDisk {
  public:
    enum class When { before, after };
    enum class Operation { write, truncation, deletion, flush };
    /// Where the power was cut.
    struct Cut {
        Operation operation;
        When when;
        bool torn;
    };
    /// The content of all files by name.
    using Files = std::map<std::string, std::vector<uint8_t>>;

    /// Registers the VFS under `name`, which no other disk of the process may have.
    explicit MemoryDisk(std::string name);
    ~MemoryDisk();
    MemoryDisk(const MemoryDisk&) = delete;
    MemoryDisk& operator=(const MemoryDisk&) = delete;

    /// The name for StoreOptions::vfs.
    const std::string& vfs() const { return name_; }

    /// Writes, truncations, deletions and flushes so far.
    int64_t operations() const;
    /// Cuts the power at the operation that makes `operations()` this number: it is not done (before), done (after),
    /// or, torn, done in part: the first half of a write, some sectors of a flush; nothing of a truncation or deletion.
    /// From then on every call fails with SQLITE_IOERR.
    void die_at(int64_t operation, When when, bool torn = false);
    /// The same at the `nth` flush from now.
    void die_at_flush(int64_t nth, When when, bool torn = false);
    /// Cuts the power now.
    void die();
    bool is_dead() const;
    /// The last cut that `die_at` asked for, once it has come; nothing after `power_on`.
    std::optional<Cut> cut() const;
    /// Brings the disk back. What was flushed is there; what was written since the last flush of its file is there or
    /// not, sector by sector, drawn.
    void power_on(Random& random);

    /// While full, a write that makes a file longer fails with SQLITE_FULL.
    void set_full(bool full);
    /// Called at each flush before it is done, without a lock: a slow disk turns the test's clock here.
    void set_on_flush(std::function<void()> on_flush);

    Files files() const;
    /// Replaces all files, flushed. No connection may be open.
    void set_files(const Files& files);

  private:
    friend struct MemoryVfs;
    struct Entry;   // a file with the locks on it
    struct Handle;  // an open file, as SQLite holds it
    enum class Fate { done, torn, undone };

    std::shared_ptr<Entry> find(const std::string& path, bool create);
    Fate begin_operation(Operation operation);
    std::unique_ptr<sqlite3_vfs> make_vfs();

    const std::string name_;
    std::unique_ptr<sqlite3_vfs> registration_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>> files_;
    std::map<std::string, std::shared_ptr<Entry>> deleted_;  // not flushed yet: may come back
    std::function<void()> on_flush_;
    SeededRandom torn_random_{1};
    int64_t operations_ = 0;
    int64_t die_at_ = -1;
    int64_t flushes_left_ = 0;  // until the power is cut at one; 0: it is not
    When die_when_ = When::before;
    bool die_torn_ = false;
    std::optional<Cut> cut_;
    bool dead_ = false;
    bool full_ = false;
    int64_t life_ = 0;  // counts power cuts; a handle of an earlier life fails
    int64_t temporary_ = 0;
};

}  // namespace tiller::store
