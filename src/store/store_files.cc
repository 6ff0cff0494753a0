// The store's files: opened, looked at, the log moved into the database, closed.
#include <fmt/format.h>
#include <sqlite3.h>

#include "base/log.h"
#include "base/metrics.h"
#include "store/accounts.h"
#include "store/migrations.h"
#include "store/seals/sealing.h"
#include "store/sqlite/backup.h"
#include "store/store.h"

namespace tiller::store {
namespace {

constexpr int kLongLog = 16;        // times checkpoint_pages: restarted even if much is still to be moved
constexpr int kShortRest = 500;     // pages that the writer may move itself: a few milliseconds
constexpr int kRestartWaitMs = 20;  // for readers of the old log
constexpr int kBusyWaitMs = 10'000;
constexpr std::chrono::milliseconds kCheckpointPause{100};
constexpr int kPausesBetweenProbes = 10;

/// Closing the last connection moves the log into the database and removes it; a damaged store is left as it is.
void keep_log_on_close(Db& db, bool keep) {
    sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

}  // namespace

std::unique_ptr<Tx> Store::connect() const {
    auto db = std::make_unique<Tx>(path_, false, options_.vfs);
    db->use(vault_);
    keep_log_on_close(*db, true);
    // EXTRA is FULL once the log is in use. Before, when the file is made, it flushes the deletion of the rollback
    // journal, too: one that came back after a power cut would undo the whole new database (crash_test.cc found it).
    db->script(
        "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=OFF;"
        "PRAGMA journal_size_limit=67108864; PRAGMA cell_size_check=ON;"
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA mmap_size=0;");
    return db;
}

void Store::open_files() {
    LogFinding log = look_at_log(path_, options_.vfs);
    if (!log.damage.empty()) throw StoreError(log.damage, SQLITE_CORRUPT);
    writer_ = connect();
    if (auto lost = find_lost_commits(log.mark, last_serial(*writer_), path_); !lost.empty()) {
        throw StoreError(lost, SQLITE_CORRUPT);
    }
    check_file(log.is_log_gone);
    sqlite3_wal_hook(
        writer_->handle(),
        [](void* pages, sqlite3*, const char*, int n) {
            *static_cast<std::atomic<int>*>(pages) = n;
            return SQLITE_OK;
        },
        &wal_pages_);
    open_vault();
    auto schema = writer_->number("PRAGMA user_version");
    bool was_plain = schema > 0 && !seals_secrets(*writer_);
    migrate(*writer_, path_);
    if (!options_.may_lack_master_key) seal_secrets();
    changes_ = sqlite3_total_changes64(writer_->handle());
    watch_ = std::make_unique<LogWatch>(path_, options_.vfs, last_serial(*writer_),
                                        static_cast<size_t>(writer_->number("PRAGMA page_size")));
    for (int i = 0; i < options_.readers; ++i) free_readers_.push_back(connect());
    if (!was_plain) return;
    empty_log();  // it still holds the pages of before
    log::warn(
        "passwords and keys in the database are encrypted from now on; the copy of before holds them in plain: remove "
        "it once all is well",
        {{"copy", fmt::format("tiller.db.before-{}", schema)}});
}

void Store::check_file(bool is_log_gone) {
    if (writer_->number("PRAGMA page_count") == 0) return;
    if (is_log_gone) {
        log::warn("the log of the last run is gone: the whole database is looked at", {{"log", path_ + "-wal"}});
        if (auto damage = find_damage(*writer_); !damage.empty()) {
            throw StoreError(fmt::format("\"{0}-wal\" is missing or damaged, and \"{0}\" is not whole without it: {1}",
                                         path_, damage),
                             SQLITE_CORRUPT);
        }
        return;
    }
    if (options_.check_limit < Millis(0)) return;
    check_ = std::make_unique<FileCheck>(path_, options_.vfs, [this](const StoreError& e) { health_.note(e); });
    if (check_->wait(options_.check_limit)) {
        if (auto damage = check_->damage(); !damage.empty()) throw StoreError(damage, SQLITE_CORRUPT);
        check_.reset();
    } else if (!options_.own_thread) {
        check_.reset();
    } else {
        log::info("the database is big: the look at its structure goes on beside the work");
    }
}

/// Only what is known to be right is moved.
bool Store::may_move_log() {
    if (health_.is_damaged()) return false;
    try {
        std::string damage = watch_->check();
        if (damage.empty()) return true;
        throw StoreError(damage, SQLITE_CORRUPT);
    } catch (const StoreError& e) {
        health_.note(e);
        return false;
    }
}

bool Store::empty_log() {
    if (!may_move_log()) return false;
    Tx db(path_, false, options_.vfs);
    // A connection that has read nothing yet knows of no log, and would find nothing to move.
    db.number("SELECT count(*) FROM meta");
    std::lock_guard noted(watch_->commits());
    int rc = sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (rc != SQLITE_OK) return false;
    watch_->note_no_log();
    return true;
}

/// At the end: if the log is right, all of it goes into the database, and closing removes it.
void Store::close_log() {
    bool is_right = may_move_log();
    keep_log_on_close(*writer_, !is_right);
    if (!is_right) return;
    int frames = 0, moved = -1;
    sqlite3_wal_checkpoint_v2(writer_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
    if (frames != moved) return;
    try {
        watch_->note_no_log();
    } catch (const StoreError& e) {
        log::error("the store was not closed in order", {{"error", e.what()}});
    }
}

void Store::restart_log() {
    if (!may_move_log()) return;
    static auto& pause =
        metrics::histogram("tiller_store_log_restart_seconds", "pauses of the writer to begin the log anew",
                           {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1});
    auto start = std::chrono::steady_clock::now();
    sqlite3_busy_timeout(writer_->handle(), kRestartWaitMs);
    // A reader that stays longer keeps its log: the next round tries again.
    sqlite3_wal_checkpoint_v2(writer_->handle(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    sqlite3_busy_timeout(writer_->handle(), kBusyWaitMs);
    pause.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

void Store::run_checkpoints() {
    Tx db(path_, false, options_.vfs);
    db.script("PRAGMA wal_autocheckpoint=0;");
    for (int round = 0;; ++round) {
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, kCheckpointPause, [&] { return closing_; })) return;
            if (health_.may_pass() && round % kPausesBetweenProbes == 0) {
                queue_.push_back(
                    {[](Tx& tx) { put_meta(tx, "disk_probe", "written when the disk had been full"); }, {}});
                wake_.notify_all();
            }
        }
        try {
            watch_->flush();
        } catch (const StoreError& e) {
            health_.note(e);
        }
        if (wal_pages_ < options_.checkpoint_pages || !may_move_log()) continue;
        // The bulk is moved here, beside the writer; the writer moves the rest, and begins the log anew.
        int pages = 0, moved = 0;
        sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
        if (pages - moved <= kShortRest || pages > kLongLog * options_.checkpoint_pages) restart_wanted_ = true;
    }
}

}  // namespace tiller::store
