#pragma once
// A look at the structure of a database, in a thread of its own.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Reads all pages and the order of all entries, as `PRAGMA quick_check` does. Readers and the writer go on meanwhile,
/// but the log is not begun anew.
///
/// Thread rule: safe from any thread.
class FileCheck {
  public:
    /// `damaged` is called, on the check's thread, with what is wrong.
    FileCheck(const std::string& database, const std::string& vfs, std::function<void(const StoreError&)> damaged);
    /// Gives up if it is not through.
    ~FileCheck();

    /// Waits for its end, so long at most. Afterwards it is polite to what else runs. True if it is through.
    bool wait(Millis limit);
    bool is_through();
    /// What is wrong, if it is through; or empty.
    std::string damage();

  private:
    void run();

    Db db_;
    const std::string path_;
    const std::function<void(const StoreError&)> damaged_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool is_through_ = false;
    bool is_given_up_ = false;
    std::string damage_;
    int thread_id_ = 0;  // the system's; 0 until it runs
    std::thread thread_;
};

}  // namespace tiller::store
