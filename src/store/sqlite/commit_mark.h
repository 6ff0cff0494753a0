#pragma once
// How far commits were acknowledged: `tiller.db-mark` beside the database.
#include <memory>
#include <mutex>
#include <optional>

#include "store/sqlite/log_frames.h"

namespace tiller::store {

struct CommitMark {
    uint64_t serial = 0;  // of the last group that was acknowledged; the same number stands in table `commits`
    LogPosition log;      // behind that group; no frames: the log is not needed
};

/// The file: two sectors, written in turns.
///
/// Thread rule: safe from any thread.
/// Invariants:
///   1. It never tells of a commit that is not on disk: it is written after the commit's flush.
///   2. After the end of the process alone it is exact. It is flushed late: after a power cut it may tell of fewer
///      commits than there were.
///   3. One of the sectors is whole whenever the power goes: only the other is written.
class CommitMarkFile {
  public:
    static constexpr std::string_view kSuffix = "-mark";

    /// What the file beside `database` says; nothing if there is none. Throws StoreError (SQLITE_CORRUPT) if there is
    /// one that says nothing.
    static std::optional<CommitMark> read(const std::string& database, const std::string& vfs);

    /// Opens the file, or makes it with `first`, flushed. Throws StoreError, as the others do.
    CommitMarkFile(const std::string& database, const std::string& vfs, const CommitMark& first);

    /// `edit(CommitMark&)`, written at once.
    template <class Edit>
    void change(Edit edit) {
        std::lock_guard lock(mutex_);
        CommitMark next = mark_;
        edit(next);
        write(next);
    }
    CommitMark mark() const;
    /// Flushes what was written since the last time; nothing to do if nothing was.
    void flush();

  private:
    void write(const CommitMark& mark);

    mutable std::mutex mutex_;  // of everything but `flushed_`
    std::unique_ptr<VfsFile> file_;
    CommitMark mark_;
    uint64_t turn_ = 0;  // counts writes over all starts; the greater of the two sectors counts

    std::mutex flush_mutex_;                 // first, if both are taken
    std::unique_ptr<VfsFile> flushed_file_;  // a handle of its own: commits do not wait for a flush
    uint64_t flushed_turn_ = 0;
};

}  // namespace tiller::store
