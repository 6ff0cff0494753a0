#include <fmt/format.h>

#include <filesystem>

#include "admin/doctor_checks.h"
#include "store/backup.h"

namespace tiller::admin {

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

}  // namespace tiller::admin
