#pragma once
// The database: one writer with group commit, many readers. SQLite in WAL mode, synchronous=EXTRA.
//
// Thread rule: every method may be called from any thread, but `write` not from inside a transaction.
// Invariants:
//   1. `write` returns, and `done` of `write_async` runs, only after the commit is flushed to disk.
//   2. Transactions take effect one after the other, in the order in which they were handed in.
//   3. The log is bounded: what readers do not hold is moved into the database, and the log begins anew.
//   4. A transaction whose function throws leaves nothing behind; the others of its group are not touched.
//   5. A start finds out if a commit that was acknowledged is missing (log_watch.h), and refuses.
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "store/health.h"
#include "store/seals/vault.h"
#include "store/sqlite/file_check.h"
#include "store/sqlite/log_watch.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

enum class Around { before, after };

struct StoreOptions {
    std::string dir;         // holds tiller.db and tiller.lock; made if missing
    bool own_thread = true;  // false: writes run in the caller's thread, one commit each (simulator, command line)
    int readers = 8;
    size_t group_limit = 512;     // transactions in one commit at most
    int checkpoint_pages = 2000;  // from this length on (4 KiB pages) the log is moved into the database
    Millis check_limit{2'000};    // the start waits so long for the look at the file's structure; negative: no look
    bool may_lack_master_key =
        false;        // opens though master.key does not open all (lost_secrets.h); makes a missing one
    std::string vfs;  // empty: the machine's disk; else a MemoryDisk's name: no folder, no lock file
    /// Told of each commit, for the simulator: before it begins, where a StoreError refuses it, and when it is durable.
    std::function<void(Around)> around_commit{};
};

class Store {
  public:
    using Work = std::function<void(Tx&)>;
    using Done = std::function<void(std::exception_ptr)>;

    /// Opens or creates the database, locks its folder and brings its schema up to date (migrations.h).
    static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
    ~Store();

    /// Runs `fn(Tx&)` in a transaction and returns its result once that is durable. Throws what `fn` throws, or
    /// StoreError.
    template <class F>
    auto write(F&& fn) -> std::invoke_result_t<F, Tx&> {
        using R = std::invoke_result_t<F, Tx&>;
        std::promise<void> committed;
        auto wait = committed.get_future();
        auto settle = [&committed](std::exception_ptr error) {
            error ? committed.set_exception(error) : committed.set_value();
        };
        if constexpr (std::is_void_v<R>) {
            write_async([&fn](Tx& tx) { fn(tx); }, settle);
            wait.get();
        } else {
            std::optional<R> result;
            write_async([&fn, &result](Tx& tx) { result.emplace(fn(tx)); }, settle);
            wait.get();
            return std::move(*result);
        }
    }

    /// The same without waiting. `done` runs on the writer's thread: it must not block, and must not call `write`.
    void write_async(Work work, Done done);

    /// Runs `fn(Db&)` on a snapshot of what is committed.
    template <class F>
    auto read(F&& fn) -> std::invoke_result_t<F, Db&> {
        Lease lease(*this);
        try {
            return fn(lease.db());
        } catch (const StoreError& e) {
            health_.note(e);
            throw;
        }
    }

    /// Transactions that wait for the writer: goes to the metrics, and overload looks at it.
    size_t backlog() const;
    /// What keeps the store from serving, in a sentence; empty when nothing does. A damaged store refuses reads too.
    std::string why_refusing() const { return health_.text(); }
    /// Pages of the log (4 KiB each) after the last commit.
    int log_pages() const { return wal_pages_; }
    /// Does the look at the file's structure, which began with the start, go on?
    bool is_checking() const { return check_ && !check_->is_through(); }
    const std::string& dir() const { return options_.dir; }
    /// Is this the only process that can have the store open? It holds the lock of the folder then.
    bool is_locked() const { return lock_ >= 0; }

    /// Moves the whole log into the database and empties its file, so that it holds no old page with what was deleted.
    /// Waits for readers and the writer, ten seconds at most. False: not now. Not from inside of a transaction.
    bool empty_log();

    /// Puts a new master key in the place of the one there is, and seals all secrets anew. A process that dies on the
    /// way leaves a store that opens: the old key stays in the file until what is sealed with the new one is durable.
    /// Not from inside a transaction. The number of secrets. Errors: conflict, unavailable. Throws StoreError.
    Result<int64_t> replace_master_key();

  private:
    struct Job {
        Work work;
        Done done;
    };
    /// A reader connection for one read, inside one snapshot.
    class Lease {
      public:
        explicit Lease(Store& store);
        ~Lease();
        Db& db() { return *connection_; }

      private:
        Store& store_;
        std::unique_ptr<Tx> connection_;
    };

    explicit Store(const StoreOptions& options);
    Result<void> lock_folder();
    void open_vault();
    void seal_secrets();
    std::unique_ptr<Tx> connect() const;
    void run_writer();
    void run_checkpoints();
    void restart_log();
    void open_files();
    void check_file(bool is_log_gone);
    void commit_group(std::vector<Job>& group);
    void commit();
    bool may_move_log();
    void close_log();

    StoreOptions options_;
    std::string path_;
    int lock_ = -1;
    std::shared_ptr<Vault> vault_;
    std::mutex replacing_master_;
    std::unique_ptr<Tx> writer_;
    std::unique_ptr<LogWatch> watch_;
    std::unique_ptr<FileCheck> check_;
    std::mutex inline_mutex_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    bool closing_ = false;
    std::thread writer_thread_;
    std::thread checkpoint_thread_;
    std::atomic<int> wal_pages_{0};
    int64_t changes_ = 0;  // of rows by the writer, when it committed last
    std::atomic<bool> restart_wanted_{false};
    StoreHealth health_;

    std::mutex readers_mutex_;
    std::condition_variable reader_free_;
    std::vector<std::unique_ptr<Tx>> free_readers_;
};

}  // namespace tiller::store
