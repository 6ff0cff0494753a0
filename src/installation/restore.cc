#include "installation/restore.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "store/hold.h"
#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/backup.h"

namespace tiller::installation {
namespace {

namespace fs = std::filesystem;

Result<void> check(const RestoreOptions& options) {
    std::error_code ec;
    if (!fs::exists(fs::path(options.backup) / "tiller.db", ec)) {
        return not_found(fmt::format("BACKUP \"{}\": holds no tiller.db", options.backup));
    }
    if (fs::exists(options.data_dir, ec) && !fs::is_empty(options.data_dir, ec)) {
        return conflict(fmt::format("--data \"{}\": is there already; name a new folder", options.data_dir));
    }
    fs::path key = options.master_key.empty() ? fs::path(options.backup) / "master.key" : fs::path(options.master_key);
    if (fs::exists(key, ec)) return {};
    if (!options.master_key.empty()) {
        return not_found(fmt::format("--master-key \"{}\": there is no such file", options.master_key));
    }
    return not_found(fmt::format("the backup \"{}\" holds no master.key: give the one of that time, --master-key FILE",
                                 options.backup));
}

/// The copy's database: whole, opened by the key, and on hold.
Result<void> settle(const fs::path& data, Instant now) {
    const fs::path database = data / "tiller.db";
    if (auto damage = store::find_damage(database); !damage.empty()) return unavailable(damage);
    auto master = store::MasterKey::read(data);
    if (!master) return master.error();
    store::Tx tx(database, false);
    tx.use(std::make_shared<store::Vault>(std::move(*master)));
    if (store::seals_secrets(tx)) store::check_seals(tx);
    tx.script("BEGIN;");
    if (!store::find_hold(tx)) store::begin_hold(tx, "restored from a backup", now);
    tx.script("COMMIT;");
    return {};
}

Result<void> copy(const RestoreOptions& options, Instant now) {
    const fs::path data = options.data_dir;
    fs::create_directories(data);
    fs::permissions(data, fs::perms::owner_all);
    fs::copy(options.backup, data, fs::copy_options::recursive);
    if (!options.master_key.empty()) {
        fs::copy_file(options.master_key, data / "master.key", fs::copy_options::overwrite_existing);
        fs::permissions(data / "master.key", fs::perms::owner_read | fs::perms::owner_write);
    }
    return settle(data, now);
}

}  // namespace

Result<void> restore(const RestoreOptions& options, const Clock& clock) {
    if (auto done = check(options); !done) return done;
    Result<void> done;
    try {
        done = copy(options, clock.now());
    } catch (const fs::filesystem_error& e) {
        done = unavailable(e.what());
    } catch (const store::StoreError& e) {
        done = unavailable(e.what());
    }
    if (done) return done;
    std::error_code ec;
    fs::remove_all(options.data_dir, ec);
    return unavailable("nothing was restored: " + done.error().message);
}

}  // namespace tiller::installation
