#include <fmt/format.h>

#include <filesystem>

#include "admin/doctor_checks.h"
#include "store/backup.h"

namespace tiller::admin {

Checks check_database(const std::string& data_dir) {
    std::string path = data_dir + "/tiller.db";
    std::error_code ec;
    if (!std::filesystem::exists(path, ec)) return {};
    std::string damage;
    try {
        store::Db db(path, true);
        damage = store::find_damage(db);
    } catch (const store::StoreError& e) {
        damage = e.what();
    }
    Check check{.name = "database", .found = "whole: every page and index was looked at"};
    if (!damage.empty()) {
        check.grade = Grade::error;
        check.found = fmt::format("damaged: {}", damage);
        check.advice = "stop tiller, keep this folder, and start on a backup (docs/backup.md)";
    }
    return {check};
}

}  // namespace tiller::admin
