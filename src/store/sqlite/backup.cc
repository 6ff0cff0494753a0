#include "store/sqlite/backup.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <thread>

#include "store/sqlite/log_watch.h"

namespace tiller::store {
namespace {

constexpr int kPortion = 256;  // pages of 4 KiB: a millisecond or two of reading
constexpr std::chrono::milliseconds kPause{2};
constexpr int kFaultsShown = 10;
constexpr int kLooksAtLog = 5;  // a server may begin it anew under the reader's eyes
constexpr std::chrono::milliseconds kPauseBetweenLooks{50};

std::string faults(Db& db, std::string_view pragma) {
    std::string out;
    db.query(pragma, [&](Row& r) {
        if (r.text(0) == "ok") return;
        if (!out.empty()) out += "; ";
        out += r.string(0);
    });
    std::ranges::replace(out, '\n', ' ');
    return out;
}

std::string find_damage_of_log(const std::string& path) {
    std::string damage;
    for (int look = 0; look < kLooksAtLog; ++look) {
        if (look > 0) std::this_thread::sleep_for(kPauseBetweenLooks);
        LogFinding log = look_at_log(path, {});
        damage = log.damage;
        if (damage.empty()) {
            Db db(path, true);
            damage = find_lost_commits(log.mark, last_serial(db), path);
        }
        if (damage.empty()) break;
    }
    return damage;
}

/// One page after the other; the pauses let the writer of the original take its turn at the disk.
void copy_pages(Db& from, Db& to) {
    // One snapshot for the whole copy: without it, each write of the server would start the copy again.
    from.number("BEGIN");
    from.number("SELECT count(*) FROM sqlite_master");
    sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (!backup) throw StoreError(sqlite3_errmsg(to.handle()), sqlite3_extended_errcode(to.handle()));
    int rc;
    while ((rc = sqlite3_backup_step(backup, kPortion)) == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
        std::this_thread::sleep_for(kPause);
    }
    int end = sqlite3_backup_finish(backup);
    if (rc != SQLITE_DONE || end != SQLITE_OK) {
        throw StoreError(fmt::format("the copy failed: {}", sqlite3_errstr(rc)), rc);
    }
}

}  // namespace

void copy_database(Tx& db, const std::string& to) {
    std::error_code ec;
    std::filesystem::remove(to, ec);
    db.run("VACUUM INTO ?", to);
}

std::string find_damage(Db& db, Depth depth) {
    return faults(
        db, fmt::format("PRAGMA {}({})", depth == Depth::structure ? "quick_check" : "integrity_check", kFaultsShown));
}

std::string find_damage(const std::string& path) {
    try {
        if (auto damage = find_damage_of_log(path); !damage.empty()) return damage;
        Db db(path, true);
        return find_damage(db);
    } catch (const StoreError& e) {
        return fmt::format("\"{}\": {}", path, e.what());
    }
}

Result<void> back_up_database(const std::string& from, const std::string& to) {
    if (!std::filesystem::exists(from)) return not_found(fmt::format("\"{}\" does not exist", from));
    if (std::filesystem::exists(to)) return conflict(fmt::format("\"{}\" exists already", to));
    std::string damage;
    try {
        damage = find_damage_of_log(from);
        if (damage.empty()) {
            Db source(from, true);
            Tx copy(to, false);
            copy_pages(source, copy);
            // A copy is one file: no log beside it.
            copy.script("PRAGMA journal_mode=DELETE;");
            damage = find_damage(copy);
        }
    } catch (const StoreError& e) {
        damage = e.what();
    }
    if (damage.empty()) return {};
    std::error_code ec;
    std::filesystem::remove(to, ec);
    return unavailable(fmt::format("no backup was made of \"{}\": {}", from, damage));
}

}  // namespace tiller::store
