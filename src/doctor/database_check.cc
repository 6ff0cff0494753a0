#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "doctor/doctor_checks.h"
#include "installation/installed.h"
#include "installation/lost_secrets.h"
#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/backup.h"

namespace tiller::doctor {

constexpr const char* kBringItBack =
    "bring master.key back from where you keep its copy, or the key that was in it as a further line; without it "
    "nothing "
    "starts on this folder. If no copy is left: tiller crypt discard-sealed (docs/encryption.md)";

namespace {

/// "2 secrets do not open: demo: the password of line "OUT"; …"
std::string told_of(const std::vector<store::LostSecret>& lost) {
    std::string text = fmt::format("{} secret{} not open: ", lost.size(), lost.size() == 1 ? " does" : "s do");
    for (const auto& secret : lost) text += (&secret == &lost.front() ? "" : "; ") + installation::told(secret);
    return text;
}

}  // namespace

Checks check_database(const std::string& data_dir) {
    std::string path = data_dir + "/tiller.db";
    std::error_code ec;
    if (!std::filesystem::exists(path, ec) && !std::filesystem::exists(path + "-mark", ec)) return {};
    std::string damage = store::find_damage(path);
    Check check{.name = "database", .found = "whole: every page and index, and the log, were looked at"};
    if (!damage.empty()) {
        check.grade = Grade::error;
        check.found = fmt::format("damaged: {}", damage);
        check.advice = "stop tiller, keep this folder, and start on a backup (docs/backup.md)";
    }
    return {check};
}

Check check_master_key(const std::string& data_dir) {
    Check check{.name = "master key"};
    std::string path = data_dir + "/tiller.db";
    std::error_code ec;
    auto master = store::MasterKey::read(data_dir);
    bool is_missing = !master && master.error().kind == ErrorKind::not_found;
    try {
        if (!std::filesystem::exists(path, ec)) {
            check.found = is_missing ? "is made at the first start" : master ? "there" : master.error().message;
            check.grade = is_missing || master ? Grade::ok : Grade::error;
            return check;
        }
        store::Db db(path, true);
        if (is_missing && !store::holds_seals(db)) {
            check.found = "is made at the next start";
            return check;
        }
        auto lost = store::seals_secrets(db) ? store::find_lost_secrets(db, master ? &*master : nullptr)
                                             : std::vector<store::LostSecret>();
        if (!master || !lost.empty()) {
            std::string found = master ? "" : master.error().message;
            if (!lost.empty()) found += (found.empty() ? "" : "; ") + told_of(lost);
            check = {Grade::error, check.name, found, kBringItBack};
            return check;
        }
        size_t keys = master->count();
        db.use(std::make_shared<store::Vault>(std::move(*master)));
        int64_t count = store::seals_secrets(db) ? store::check_seals(db) : 0;
        check.found = fmt::format("opens all {} passwords and keys in the database", count);
        if (keys > 1) {
            check.advice =
                "master.key holds older keys below the first: after a start they are needed for backups of "
                "before only";
        }
    } catch (const store::StoreError& e) {
        check = {Grade::error, check.name, e.what(), kBringItBack};
    }
    return check;
}

Checks check_hold(const std::string& data_dir) {
    std::string held = installation::installed_hold(data_dir);
    if (held.empty()) return {};
    return {{Grade::warning, "work", held, "tiller resume --data " + data_dir + ", once it may telephone people"}};
}

Checks check_plain_copies(const std::string& data_dir) {
    Checks checks;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(data_dir, ec)) {
        std::string name = entry.path().filename();
        if (!name.starts_with("tiller.db.before-")) continue;
        try {
            store::Db db(entry.path(), true);
            if (store::seals_secrets(db)) continue;
        } catch (const store::StoreError&) {
            // What cannot be read is told, too: nobody knows what it holds.
        }
        checks.push_back({Grade::warning, name,
                          "a copy of the database from before its passwords and keys were encrypted: it holds them in "
                          "plain",
                          "remove it once the update has proved good"});
    }
    return checks;
}

}  // namespace tiller::doctor
