#include "store/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "base/metrics.h"
#include "store/migrations.h"

namespace tiller::store {
namespace {

// Checkpoints run beside the writer from this many pages of log on (4 KiB each): a commit never waits for one.
constexpr int kCheckpointPages = 2000;

std::unique_ptr<Tx> connect(const std::string& path, const std::string& vfs) {
    auto db = std::make_unique<Tx>(path, false, vfs);
    db->script(
        "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=OFF;"
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;");
    return db;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
    std::unique_ptr<Store> store(new Store(options));
    if (options.vfs.empty()) {
        if (auto locked = store->lock_folder(); !locked) return locked.error();
    }
    try {
        store->writer_ = connect(store->path_, options.vfs);
        migrate(*store->writer_);
        for (int i = 0; i < options.readers; ++i) store->free_readers_.push_back(connect(store->path_, options.vfs));
    } catch (const StoreError& e) {
        return unavailable(e.what());
    }
    sqlite3_wal_hook(
        store->writer_->handle(),
        [](void* pages, sqlite3*, const char*, int n) {
            *static_cast<std::atomic<int>*>(pages) = n;
            return SQLITE_OK;
        },
        &store->wal_pages_);
    if (options.own_thread) {
        store->writer_thread_ = std::thread([s = store.get()] { s->run_writer(); });
        store->checkpoint_thread_ = std::thread([s = store.get()] { s->run_checkpoints(); });
    }
    return store;
}

Result<void> Store::lock_folder() {
    const auto& dir = options_.dir;
    std::error_code ec;
    std::filesystem::create_directories(dir, ec);
    if (ec) return unavailable(fmt::format("data folder \"{}\" cannot be made: {}", dir, ec.message()));
    lock_ = ::open((dir + "/tiller.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) return unavailable(fmt::format("data folder \"{}\" cannot be written", dir));
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        return conflict(fmt::format("data folder \"{}\" is in use by another tiller", dir));
    }
    return {};
}

Store::Store(const StoreOptions& options) : options_(options), path_(options.dir + "/tiller.db") {}

Store::~Store() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    if (writer_thread_.joinable()) writer_thread_.join();
    if (checkpoint_thread_.joinable()) checkpoint_thread_.join();
    free_readers_.clear();
    writer_.reset();
    if (lock_ >= 0) ::close(lock_);
}

void Store::write_async(Work work, Done done) {
    if (!options_.own_thread) {
        std::lock_guard lock(inline_mutex_);
        std::vector<Job> group;
        group.push_back({std::move(work), std::move(done)});
        commit_group(group);
        if (wal_pages_ >= kCheckpointPages)
            sqlite3_wal_checkpoint_v2(writer_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return;
    }
    {
        std::lock_guard lock(mutex_);
        if (closing_) throw StoreError("store: shutting down");
        queue_.push_back({std::move(work), std::move(done)});
    }
    wake_.notify_all();
}

size_t Store::backlog() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

void Store::run_writer() {
    std::vector<Job> group;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return closing_ || !queue_.empty(); });
            if (queue_.empty()) return;  // closing, and everything handed in is on disk
            while (!queue_.empty() && group.size() < options_.group_limit) {
                group.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
        }
        commit_group(group);
        group.clear();
    }
}

void Store::commit_group(std::vector<Job>& group) {
    static auto& groups = metrics::counter("tiller_store_commits_total", "commits, each of a group of transactions");
    static auto& works = metrics::counter("tiller_store_transactions_total", "transactions committed");
    std::vector<std::exception_ptr> errors(group.size());
    try {
        writer_->run("BEGIN IMMEDIATE");
        for (size_t i = 0; i < group.size(); ++i) {
            writer_->run("SAVEPOINT work");
            try {
                group[i].work(*writer_);
            } catch (...) {
                errors[i] = std::current_exception();
                writer_->run("ROLLBACK TO work");
            }
            writer_->run("RELEASE work");
        }
        writer_->run("COMMIT");
        groups.Increment();
        works.Increment(static_cast<double>(group.size()));
    } catch (const StoreError& e) {
        log::error("commit failed", {{"error", e.what()}});
        for (auto& error : errors) error = std::current_exception();
        sqlite3_exec(writer_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    for (size_t i = 0; i < group.size(); ++i) {
        if (group[i].done) group[i].done(errors[i]);
    }
}

void Store::run_checkpoints() {
    Tx db(path_, false, options_.vfs);
    db.script("PRAGMA wal_autocheckpoint=0;");
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, std::chrono::milliseconds(200), [&] { return closing_; })) return;
        }
        if (wal_pages_ < kCheckpointPages) continue;
        // RESTART waits for readers of the old log only; the writer goes on from the start of the log file afterwards.
        sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }
}

Store::Lease::Lease(Store& store) : store_(store) {
    std::unique_lock lock(store.readers_mutex_);
    store.reader_free_.wait(lock, [&] { return !store.free_readers_.empty(); });
    connection_ = std::move(store.free_readers_.back());
    store.free_readers_.pop_back();
    lock.unlock();
    connection_->run("BEGIN");
}

Store::Lease::~Lease() {
    sqlite3_exec(connection_->handle(), "COMMIT", nullptr, nullptr, nullptr);
    {
        std::lock_guard lock(store_.readers_mutex_);
        store_.free_readers_.push_back(std::move(connection_));
    }
    store_.reader_free_.notify_one();
}

}  // namespace tiller::store
