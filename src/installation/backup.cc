#include "installation/backup.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/zone.h"
#include "store/hold.h"
#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/backup.h"

namespace tiller::installation {
namespace {

namespace fs = std::filesystem;

/// Recordings never change once they are there, and are there before the database tells of them: copied after the
/// database, all that it names are in the copy.
size_t copy_recordings(const fs::path& from, const fs::path& to) {
    size_t copied = 0;
    if (!fs::exists(from)) return copied;
    for (auto& entry : fs::recursive_directory_iterator(from)) {
        if (!entry.is_regular_file()) continue;
        fs::path copy = to / fs::relative(entry.path(), from);
        fs::create_directories(copy.parent_path());
        std::error_code gone;  // a recording that was just removed is not in the backup
        if (fs::copy_file(entry.path(), copy, gone)) {
            ++copied;
        } else if (gone != std::errc::no_such_file_or_directory) {
            throw fs::filesystem_error("recording not copied", entry.path(), copy, gone);
        }
    }
    return copied;
}

/// Its work is the original's, which may go on with it: nothing begins before somebody says so.
void put_on_hold(const fs::path& database, Instant now) {
    store::Tx tx(database, false);
    tx.script("BEGIN;");
    store::begin_hold(tx, "restored from a backup of " + to_rfc3339_ms(now), now);
    tx.script("COMMIT;");
}

/// With proof that it opens the copied database: it may have been replaced meanwhile.
Result<void> copy_master_key(const fs::path& data, const fs::path& to) {
    fs::copy_file(data / "master.key", to / "master.key");
    fs::permissions(to / "master.key", fs::perms::owner_read | fs::perms::owner_write);
    auto master = store::MasterKey::read(to);
    if (!master) return master.error();
    try {
        store::Db db(to / "tiller.db", true);
        db.use(std::make_shared<store::Vault>(std::move(*master)));
        if (store::seals_secrets(db)) store::check_seals(db);
    } catch (const store::StoreError& e) {
        return unavailable(
            fmt::format("no backup was made: {}. If the key was replaced just now, try again", e.what()));
    }
    return {};
}

Result<BackupReport> copy_all(const fs::path& data, const fs::path& to, bool with_master_key, Instant now) {
    fs::create_directories(to);
    fs::permissions(to, fs::perms::owner_all);  // it holds keys and people's voices
    auto copied = store::back_up_database(data / "tiller.db", to / "tiller.db");
    if (!copied) return copied.error();
    put_on_hold(to / "tiller.db", now);
    if (with_master_key) {
        // Whoever holds it is an owner of the running server; without it, the restored server makes itself another.
        if (fs::exists(data / "admin.key")) fs::copy_file(data / "admin.key", to / "admin.key");
        if (auto done = copy_master_key(data, to); !done) return done.error();
    }
    return BackupReport{copy_recordings(data / "recordings", to / "recordings")};
}

}  // namespace

Result<BackupReport> back_up(const BackupOptions& options, const Clock& clock) {
    const auto& [data_dir, to, with_master_key] = options;
    std::error_code ec;
    if (!fs::exists(fs::path(data_dir) / "tiller.db", ec)) {
        return not_found(fmt::format("--data \"{}\": holds no tiller.db", data_dir));
    }
    if (fs::exists(to, ec)) return conflict(fmt::format("TO \"{}\": exists already; name a new folder", to));
    Result<BackupReport> report = unavailable("");
    try {
        report = copy_all(data_dir, to, with_master_key, clock.now());
    } catch (const fs::filesystem_error& e) {
        report = unavailable(fmt::format("no backup was made: {}", e.what()));
    } catch (const store::StoreError& e) {
        report = unavailable(fmt::format("no backup was made: {}", e.what()));
    }
    if (!report) fs::remove_all(to, ec);
    return report;
}

}  // namespace tiller::installation
