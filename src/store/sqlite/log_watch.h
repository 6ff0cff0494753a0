#pragma once
// Is all that was acknowledged still there? SQLite ends its log at the first frame with a wrong checksum and takes what
// follows for a commit that was never finished: damage there would lose acknowledged commits in silence.
#include "store/sqlite/commit_mark.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct LogFinding {
    std::string damage;              // a sentence that names the file and the place; empty: none
    std::optional<CommitMark> mark;  // nothing: an installation from before marks, or a backup
    /// The log that the mark names is gone. Another program may have moved it into the database, or somebody removed it
    /// when a part had been moved: then the database is not whole, and only a look at all of it can tell.
    bool is_log_gone = false;
};

/// What is missing of what the mark and the log itself prove to have been there. Only reads; before SQLite opens the
/// files, because it removes what it does not understand. Throws StoreError if a file cannot be read.
LogFinding look_at_log(const std::string& database, const std::string& vfs);

/// The number of the last commit in the database; 0 if its schema is older than such numbers.
uint64_t last_serial(Db& db);
/// What is missing if the last commit in the database is this one, or empty.
std::string find_lost_commits(const std::optional<CommitMark>& mark, uint64_t serial, const std::string& database);

/// Keeps the mark of a store that runs.
///
/// Thread rule: `next_serial` and `note_commit` only while `commits` is held; the others by any thread that holds it
/// not. Invariants:
///   1. What the mark says is on disk (commit_mark.h).
///   2. If `check` is called before frames are moved into the database, all that were there by then are moved as they
///      were written.
class LogWatch {
  public:
    /// `serial`: of the last commit in the database; `page_size`: its.
    LogWatch(const std::string& database, const std::string& vfs, uint64_t serial, size_t page_size);

    /// Held by whoever commits, until the commit is noted.
    std::mutex& commits() { return commits_; }
    uint64_t next_serial() const { return mark_.mark().serial + 1; }
    /// The commit with `serial` is flushed, and the log has so many frames.
    void note_commit(uint64_t serial, int frames);
    /// All is in the database, and the log is empty or about to be removed. `commits` is held, or nobody commits.
    void note_no_log();

    /// Reads what was written since the last time: what is damaged, or empty.
    std::string check();
    /// What was noted survives a power cut, too.
    void flush() { mark_.flush(); }

  private:
    std::string check_log(const CommitMark& mark);

    const std::string log_path_, vfs_;
    const size_t page_size_;
    CommitMarkFile mark_;
    std::mutex commits_;
    std::unique_ptr<VfsFile> log_;  // with `commits_` held

    std::mutex check_mutex_;  // of what follows; before `commits_`
    std::unique_ptr<VfsFile> checked_file_;
    std::optional<LogFrames> checked_;  // behind the frames that were found right
};

}  // namespace tiller::store
