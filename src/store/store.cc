#include "store/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "base/metrics.h"

namespace tiller::store {

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
    std::unique_ptr<Store> store(new Store(options));
    if (options.vfs.empty()) {
        if (auto locked = store->lock_folder(); !locked) return locked.error();
    }
    try {
        store->open_files();
    } catch (const StoreError& e) {
        store->health_.note(e);
        std::string why = store->why_refusing(), what = e.what();
        if (why.empty()) return unavailable(what);
        if (what.find(store->path_) == what.npos)
            what = fmt::format("\"{}\": {}", store->path_, sqlite3_errstr(e.code()));
        return unavailable(fmt::format("{} ({})", why, what));
    }
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
    check_.reset();
    free_readers_.clear();
    if (watch_) close_log();
    writer_.reset();
    if (lock_ >= 0) ::close(lock_);
}

void Store::write_async(Work work, Done done) {
    if (!options_.own_thread) {
        std::lock_guard lock(inline_mutex_);
        std::vector<Job> group;
        group.push_back({std::move(work), std::move(done)});
        commit_group(group);
        if (wal_pages_ >= options_.checkpoint_pages && may_move_log()) {
            sqlite3_wal_checkpoint_v2(writer_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        }
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
        if (restart_wanted_.exchange(false)) restart_log();
    }
}

void Store::commit_group(std::vector<Job>& group) {
    static auto& groups = metrics::counter("tiller_store_commits_total", "commits, each of a group of transactions");
    static auto& works = metrics::counter("tiller_store_transactions_total", "transactions committed");
    std::vector<std::exception_ptr> errors(group.size());
    std::lock_guard noted(watch_->commits());
    try {
        if (health_.is_damaged()) throw StoreError(health_.text(), SQLITE_CORRUPT);
        if (options_.around_commit) options_.around_commit(Around::before);
        writer_->run("BEGIN IMMEDIATE");
        for (size_t i = 0; i < group.size(); ++i) {
            writer_->run("SAVEPOINT work");
            try {
                group[i].work(*writer_);
            } catch (const StoreError& e) {
                health_.note(e);
                errors[i] = std::current_exception();
                writer_->run("ROLLBACK TO work");
            } catch (...) {
                errors[i] = std::current_exception();
                writer_->run("ROLLBACK TO work");
            }
            writer_->run("RELEASE work");
        }
        if (health_.is_damaged()) throw StoreError(health_.text(), SQLITE_CORRUPT);
        commit();
        if (options_.around_commit) options_.around_commit(Around::after);
        health_.note_commit();
        groups.Increment();
        works.Increment(static_cast<double>(group.size()));
    } catch (const StoreError& e) {
        health_.note(e);
        log::error("commit failed", {{"error", e.what()}});
        for (auto& error : errors) error = std::current_exception();
        sqlite3_exec(writer_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    for (size_t i = 0; i < group.size(); ++i) {
        if (group[i].done) group[i].done(errors[i]);
    }
}

/// The group that is open, with its number. Afterwards it is on disk, and noted.
void Store::commit() {
    if (sqlite3_total_changes64(writer_->handle()) == changes_) return void(writer_->run("COMMIT"));
    uint64_t serial = watch_->next_serial();
    writer_->run("UPDATE commits SET serial=?", static_cast<int64_t>(serial));
    writer_->run("COMMIT");
    changes_ = sqlite3_total_changes64(writer_->handle());
    try {
        watch_->note_commit(serial, wal_pages_);
    } catch (const StoreError& e) {
        health_.note(e);  // a commit that is not noted is on disk all the same
    }
}

Store::Lease::Lease(Store& store) : store_(store) {
    if (store.health_.is_damaged()) throw StoreError(store.why_refusing(), SQLITE_CORRUPT);
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
